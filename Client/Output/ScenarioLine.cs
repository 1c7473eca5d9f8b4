using Tickstorm.Client.Running;
using Tickstorm.Scenarios;
using Tickstorm.Scenarios.Yaml;

namespace Tickstorm.Client.Output;

/// <summary>One line that says what was run.</summary>
internal static class ScenarioLine
{
    /// <summary>The line.</summary>
    public static string Of(Experiment experiment)
    {
        Scenario s = experiment.Scenario;
        string phases = s.Tick.PhaseList is null ? $"{Value(s, "phases")} phases" : "phases as listed";
        string handler = s.Tick.Handler.IsConstant ? $"handler {Value(s, "handler")}" : "handler as listed";
        string seeds = experiment.Seeds > 1 ? $"{experiment.Seeds} seeds from {s.Run.Seed}, mean ± 95 % interval" : $"seed {s.Run.Seed}";
        return $"{s.Name}: {Machine(s)}, {phases}, {handler}, {Durations.Format(s.Run.DurationNs)}, {seeds}";
    }

    /// <summary>The machine and its kernel, as in "256 CPUs, kernel 2.6.24, 1000 Hz oneshot".</summary>
    public static string Machine(Scenario s)
    {
        string cpus = s.Machine.Cpus == 1 ? "1 CPU" : $"{Numbers.Text(s.Machine.Cpus)} CPUs";
        return $"{cpus}, kernel {Value(s, "kernel")}, {s.Tick.Hz} Hz {Value(s, "mode")}";
    }

    private static string Value(Scenario scenario, string name) => (string)ScenarioKeys.Find(name)!.Value(scenario)!;
}
