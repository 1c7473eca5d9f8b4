using System.CommandLine;
using Tickstorm.Client.Bench;
using Tickstorm.Client.Options;
using Tickstorm.Client.Output;
using Tickstorm.Client.Shell;
using Tickstorm.Contracts.Runs;
using Tickstorm.Kernel.Designs;
using Tickstorm.Results;
using Tickstorm.Scenarios;
using Tickstorm.Scenarios.Yaml;
using Tickstorm.Simulation;

namespace Tickstorm.Client.Cluster;

/// <summary>bench cluster: silo processes of its own, one machine, windows of several lengths.</summary>
internal static class ClusterBench
{
    private const string Design = "native-lapic";

    // Code that is new to a silo is compiled as it is found to be used: as long as that takes nothing is counted.
    private const double ColdSeconds = 4;

    /// <summary>The command.</summary>
    public static Command Create(ClientContext context)
    {
        Command command = new("cluster", "Ticks on silos of this machine: turns, bytes and rounds by window length");
        Option<int> cpus = new("--cpus") { Description = "Virtual CPUs", DefaultValueFactory = _ => 4096 };
        Option<int> hz = new("--hz") { Description = "Ticks per second and CPU", DefaultValueFactory = _ => 1000 };
        Option<int> rate = new("--rate")
        {
            Description = "Reschedule IPIs per second and CPU, to random CPUs", DefaultValueFactory = _ => 0,
        };
        Option<string> duration = new("--duration") { Description = "Simulated time", DefaultValueFactory = _ => "1s" };
        Option<string> windows = new("--windows") { Description = "Window lengths, or auto", DefaultValueFactory = _ => "1ms,10ms,100ms" };
        Option<string> silos = new("--silos") { Description = "Silo counts", DefaultValueFactory = _ => "1,2" };
        Option<int> repeat = new("--repeat")
        {
            Description = "Measured repeats, after four seconds of runs that are not counted; 1 measures the first run alone",
            DefaultValueFactory = _ => 3,
        };
        foreach (Option option in new Option[] { cpus, hz, rate, duration, windows, silos, repeat }) command.Add(option);
        ExecutionOption execution = new ExecutionOption().AddTo(command);
        OutputOption json = OutputOption.Json().AddTo(command);
        command.SetAction(async (parsed, cancel) =>
        {
            Scenario scenario = BenchSubjects.Base(parsed.GetValue(cpus), Length("--duration", parsed.GetValue(duration)!), 1);
            scenario = scenario with
            {
                Tick = scenario.Tick with { Hz = parsed.GetValue(hz) },
                Workload = new Workload { ReschedulePerSecond = parsed.GetValue(rate) },
            };
            long[] lengths = [.. parsed.GetValue(windows)!.Split(',').Select(w => w == "auto" ? 0 : Length("--windows", w))];
            int[] counts =
                [.. parsed.GetValue(silos)!.Split(',').Select(s => int.TryParse(s, out int n) && n is >= 1 and <= 16
                ? n
                : throw new BadInputException($"--silos has \"{s}\"; it must be numbers from 1 to 16"))];
            int repeats = parsed.GetValue(repeat) is >= 1 and <= 100 and var given
                ? given
                : throw new BadInputException("--repeat must be a whole number from 1 to 100");
            EngineOptions engine = execution.With(parsed, new EngineOptions { Kind = "cluster" });
            using Outputs outputs = new(context);
            OutputTarget? target = json.Open(parsed, outputs);
            List<ClusterMeasure> measures = [];
            foreach (int count in counts) measures.AddRange(await Measure(scenario, engine, count, lengths, repeats, cancel));
            if (measures.Select(m => m.Digest).Distinct().Count() != 1)
                throw new InvalidOperationException("Runs of one machine gave different digests.");
            if (target is null) outputs.Print(_ => Print(context, scenario, repeats, measures));
            else target.Write(stream => ClusterMeasure.WriteJson(stream, scenario, Design, measures));
            return outputs.ExitCode(ExitCodes.Done);
        });
        return command;
    }

    private static long Length(string option, string text) =>
        Durations.TryParse(text, out long ns) && ns > 0
            ? ns
            : throw new BadInputException($"{option} has \"{text}\"; it must be a duration such as 10ms");

    private static async Task<List<ClusterMeasure>> Measure(
        Scenario scenario, EngineOptions engine, int silos, long[] windows, int repeats, CancellationToken cancel)
    {
        string home = Directory.CreateTempSubdirectory("tickstorm-bench-").FullName;
        string? homeBefore = Environment.GetEnvironmentVariable("TICKSTORM_HOME");
        Environment.SetEnvironmentVariable("TICKSTORM_HOME", home);
        LocalCluster? cluster = null;
        try
        {
            cluster = await LocalSilos.StartAll(silos, known: null, cancel);
            long before = LocalSilos.PeakBytes(cluster.Silos);
            List<ClusterMeasure> measures = new();
            foreach (long window in windows)
            {
                List<(DesignResult Result, RunProgress End)> runs = new();
                double cold = repeats == 1 ? 0 : ColdSeconds;
                while (runs.Count < repeats)
                {
                    (DesignResult Result, RunProgress End) run = await ClusterRun.Measure(
                        scenario, DesignLibrary.Find(Design)!, engine with { WindowNs = window }, ClusterRun.EveryWindows, null, null,
                        new RunTeller(TextWriter.Null), cancel);
                    if (cold <= 0) runs.Add(run);
                    else cold -= run.End.Cost.Seconds;
                }

                measures.Add(ClusterMeasure.Of(silos, window, scenario.Machine.Cpus, runs, before, LocalSilos.PeakBytes(cluster.Silos)));
            }

            return measures;
        }
        finally
        {
            foreach (LocalSilo silo in cluster?.Silos ?? []) await LocalSilos.Stop(silo, CancellationToken.None);
            Environment.SetEnvironmentVariable("TICKSTORM_HOME", homeBefore);
            Directory.Delete(home, recursive: true);
        }
    }

    private static void Print(ClientContext context, Scenario scenario, int repeats, List<ClusterMeasure> measures)
    {
        Prose.Write(
            context, $"cluster: {Design}, {scenario.Machine.Cpus} CPUs, {scenario.Tick.Hz} Hz, "
            + $"{scenario.Workload.ReschedulePerSecond} IPIs per second and CPU, {Durations.Format(scenario.Run.DurationNs)}, "
            + $"median of {repeats}");
        foreach (ClusterMeasure measure in measures) measure.Print(context);
    }
}
