namespace Tickstorm.Traces.Calibration;

/// <summary>The two kinds of IPIs that a scenario has, by the names that kernels give to their interrupts.</summary>
internal static class IpiKinds
{
    /// <summary>True for a call of a function, false for a reschedule IPI; null for neither, and for one that never arrived.</summary>
    public static bool? Of(string name) =>
        name.StartsWith("resched", StringComparison.OrdinalIgnoreCase) ? false
        : name.StartsWith("call_function", StringComparison.Ordinal) || name.StartsWith("Function call", StringComparison.Ordinal) ? true
        : null;

    /// <summary>The kind's name.</summary>
    public static string Name(bool isCall) => isCall ? "callFunction" : "reschedule";
}
