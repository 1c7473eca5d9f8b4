using System.CommandLine;
using Tickstorm.Client.Bench;
using Tickstorm.Client.Options;
using Tickstorm.Client.Output;
using Tickstorm.Client.Shell;
using Tickstorm.Kernel.Designs;
using Tickstorm.Scenarios;
using Tickstorm.Scenarios.Yaml;
using Tickstorm.Simulation;

namespace Tickstorm.Client.Cluster;

/// <summary>bench cluster: silo processes of its own, one machine, windows of several lengths.</summary>
internal static class ClusterBench
{
    private const string Design = "native-lapic";

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
        Option<string> duration = new("--duration") { Description = "Simulated time", DefaultValueFactory = _ => "3s" };
        Option<string> windows = new("--windows") { Description = "Window lengths, or auto", DefaultValueFactory = _ => "1ms,10ms,100ms" };
        Option<string> silos = new("--silos") { Description = "Silo counts", DefaultValueFactory = _ => "1,2" };
        Option<int> repeat = new("--repeat")
        {
            Description = "Measured repeats, after ten seconds of runs that are not counted; 1 measures the first run alone",
            DefaultValueFactory = _ => 3,
        };
        Option<bool> kill = new("--kill")
        {
            Description = "Kill a silo in the middle of each measured run, and tell how long it takes until windows are committed again",
        };
        foreach (Option option in new Option[] { cpus, hz, rate, duration, windows, silos, repeat, kill }) command.Add(option);
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
            bool kills = parsed.GetValue(kill);
            if (kills && counts.Contains(1)) throw new BadInputException("--kill needs --silos of 2 and more: another one has to go on");
            ClusterTrial trial = new(scenario, DesignLibrary.Find(Design)!, engine, lengths, repeats, kills);
            foreach (int count in counts) measures.AddRange(await trial.Measure(count, cancel));
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

    private static void Print(ClientContext context, Scenario scenario, int repeats, List<ClusterMeasure> measures)
    {
        Prose.Write(
            context, $"cluster: {Design}, {scenario.Machine.Cpus} CPUs, {scenario.Tick.Hz} Hz, "
            + $"{scenario.Workload.ReschedulePerSecond} IPIs per second and CPU, {Durations.Format(scenario.Run.DurationNs)}, "
            + $"median of {repeats}");
        foreach (ClusterMeasure measure in measures) measure.Print(context);
    }
}
