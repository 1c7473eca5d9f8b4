namespace Tickstorm.Client.Bench;

/// <summary>
/// What several threads gain over one, beside what as many independent processes gain in the same minute: they share nothing, so what they
/// lose is the machine's.
/// </summary>
/// <param name="OfThreads">One thread's time over that of all threads.</param>
/// <param name="OfProcesses">The work of as many processes at once per time, over that of one alone.</param>
internal sealed record SpeedUp(double OfThreads, double OfProcesses)
{
    /// <summary>Measures a benchmark that took <paramref name="together"/> seconds with all threads.</summary>
    public static SpeedUp Measure(IReadOnlyList<string> arguments, int threads, double together, CancellationToken cancel)
    {
        double alone = AtOnce(arguments, 1, cancel);
        double each = AtOnce(arguments, threads, cancel);
        return new SpeedUp(alone / together, threads * alone / each);
    }

    /// <summary>The same for people.</summary>
    public string Text =>
        $"speed-up {OfThreads:0.00}; independent processes {OfProcesses:0.00}, of which it is {OfThreads / OfProcesses:0.00}";

    // Mean seconds of each of some processes with one thread.
    private static double AtOnce(IReadOnlyList<string> arguments, int count, CancellationToken cancel)
    {
        List<BenchProcess> processes = [];
        try
        {
            for (int i = 0; i < count; i++)
                processes.Add(BenchBuild.Own.Start([.. arguments, "--threads", "1"]));
            return processes.Average(process => process.End(cancel).Seconds);
        }
        finally
        {
            foreach (BenchProcess process in processes) process.Dispose();
        }
    }
}
