using Tickstorm.Client.Running;
using Tickstorm.Results;
using Tickstorm.Scenarios.Yaml;
using Tickstorm.Traces.Runs;
using Tickstorm.Tracing;

namespace Tickstorm.Client.Output;

/// <summary>Says in words how the worst design begins to lose ticks, and what becomes of it.</summary>
internal static class FirstDropStory
{
    /// <summary>The story of the worst design that dropped something; null when none did.</summary>
    public static string? Of(Experiment experiment) =>
        experiment.Ranked.LastOrDefault(o => o.First is { Supported: true, FirstDrop: not null }) is { } worst ? Of(worst.First) : null;

    /// <summary>The story of one result; null when nothing was dropped.</summary>
    public static string? Of(DesignResult result)
    {
        if (result.FirstDrop is not { } drop) return null;
        return $"{result.Design} loses {Numbers.Text(result.Ticks.Lost)} of {Numbers.Text(result.Ticks.Expected)} ticks. " +
            $"It begins at {Durations.Format(drop.TimeNs)}: CPU {drop.Cpu}'s tick is lost because {Cause(drop)}." +
            Remembered(drop) + Ending(result);
    }

    private static string Cause(DropRecord drop) =>
        $"{DropTexts.Because(drop.Reason, drop.Line, drop.HolderCpu)} ({drop.Reason.Name()})";

    private static string Remembered(DropRecord drop)
    {
        string holder = drop.HolderCpu is { } cpu ? $"CPU {cpu}" : "the holder";
        return drop.Remembered
            ? $" The line remembers that something arrived, so {holder} runs the handler once more: on the wrong CPU."
            : "";
    }

    private static string Ending(DesignResult result)
    {
        if (Silence.Of(result) is { } silence) return $" In the end {silence}.{Jiffies(result)}";
        string starved = $" In the end {Numbers.Text(result.StarvedCpus)} CPUs still raise ticks and have none handled.";
        return (result.StarvedCpus > 0 ? starved : "") + Jiffies(result);
    }

    private static string Jiffies(DesignResult result) => result.Jiffies.State switch
    {
        null or "ok" => "",
        "frozen" => " The timekeeper is among them, so jiffies stand still.",
        var speed => $" Jiffies run at {speed}.",
    };
}
