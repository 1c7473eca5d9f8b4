using System.Text.Json;
using Tickstorm.Client.Output;
using Tickstorm.Client.Shell;

namespace Tickstorm.Client.Bench;

/// <summary>
/// Two builds in turns: a machine that is slow for a while is slow for both. What counts is the median of the pairs' ratios.
/// </summary>
internal sealed class AbBench(BenchBuild before, BenchBuild now, int threads, int pairs, int repeats, CancellationToken cancel)
{
    private readonly List<Line> _lines = [];

    /// <summary>Measures a benchmark, named as <see cref="Arguments"/> says; the factor goes to a writer as soon as it is known.</summary>
    public void Measure(string name, TextWriter progress)
    {
        string[] arguments = [.. Arguments(name), "--threads", Invariant(threads), "--repeat", Invariant(repeats)];
        List<double> ratios = [], secondsBefore = [], secondsNow = [];
        bool equal = true;
        for (int pair = 0; pair < pairs; pair++)
        {
            // Every other pair begins with the other build: nobody always comes second.
            (double first, string firstDigest) = Run(pair % 2 == 0 ? before : now, arguments);
            (double second, string secondDigest) = Run(pair % 2 == 0 ? now : before, arguments);
            (double was, double isNow) = pair % 2 == 0 ? (first, second) : (second, first);
            equal &= firstDigest == secondDigest;
            ratios.Add(was / isNow);
            secondsBefore.Add(was);
            secondsNow.Add(isNow);
        }

        Line line = new(name, Median(ratios), ratios.Min(), ratios.Max(), Median(secondsBefore), Median(secondsNow), equal);
        _lines.Add(line);
        progress.WriteLine($"{name}: {line.Ratio:0.00} times faster");
    }

    /// <summary>All figures for people.</summary>
    public void Print(ClientContext context)
    {
        FittedTable table = new(
        [
            new("bench", IsText: true), new("times faster"), new("spread", 3), new("before", 2), new("now", 2), new("digests", 1),
        ]);
        foreach (Line line in _lines)
        {
            table.AddRow(
            [
                line.Name, $"{line.Ratio:0.00}", $"{line.Least:0.00} to {line.Most:0.00}", Seconds.Text(line.BeforeSeconds),
                Seconds.Text(line.NowSeconds), line.DigestsEqual ? "equal" : "differ",
            ]);
        }

        table.Write(context);
    }

    /// <summary>All figures as JSON.</summary>
    public void Write(Stream stream)
    {
        JsonSerializer.Serialize(stream, new
        {
            bench = "ab",
            threads,
            pairs,
            repeats,
            results = _lines.Select(line => new
            {
                bench = line.Name,
                ratio = new { median = line.Ratio, min = line.Least, max = line.Most },
                seconds = new { before = line.BeforeSeconds, now = line.NowSeconds },
                digestsEqual = line.DigestsEqual,
            }),
        });
        stream.WriteByte((byte)'\n');
    }

    /// <summary>
    /// A benchmark's arguments: its own name, or a scenario's; behind a colon its size: CPUs, processes of phold, IPIs per second of ipi.
    /// </summary>
    private static string[] Arguments(string name)
    {
        string[] parts = name.Split(':', 2);
        string[] size = parts.Length == 1 ? [] : [parts[0] switch { "ipi" => "--rate", "phold" => "--lps", _ => "--cpus" }, parts[1]];
        return parts[0] is "tick" or "ipi" or "mixed" or "phold" or "memory" ? [parts[0], .. size] : ["scenario", parts[0], .. size];
    }

    private (double Seconds, string Digest) Run(BenchBuild build, string[] arguments)
    {
        using BenchProcess process = build.Start(arguments);
        return process.End(cancel);
    }

    private static double Median(List<double> values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    private static string Invariant(int number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private sealed record Line(
        string Name, double Ratio, double Least, double Most, double BeforeSeconds, double NowSeconds, bool DigestsEqual);
}
