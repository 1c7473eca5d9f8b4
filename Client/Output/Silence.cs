using Tickstorm.Results;

namespace Tickstorm.Client.Output;

/// <summary>Says which CPUs have fallen silent, and for how long.</summary>
internal static class Silence
{
    /// <summary>As in "255 CPUs are silent until their task blocks"; null when none is.</summary>
    public static string? Of(DesignResult result)
    {
        int waiting = result.StalledCpus - result.DeadCpus;
        string?[] parts =
        [
            waiting > 0 ? $"{Cpus(waiting)} silent until {(waiting == 1 ? "its task blocks" : "their task blocks")}" : null,
            result.DeadCpus > 0
                ? $"{Cpus(result.DeadCpus)} silent for good: even idling does not unmask the timer or end the vector in service"
                : null,
        ];
        string text = string.Join(", ", parts.OfType<string>());
        return text.Length > 0 ? text : null;
    }

    private static string Cpus(int count) => count == 1 ? "1 CPU is" : $"{Numbers.Text(count)} CPUs are";
}
