using Tickstorm.Scenarios;

namespace Tickstorm.Traces.Analysis.Captures;

/// <summary>The kernel's softirqs (include/linux/interrupt.h).</summary>
internal static class SoftirqNames
{
    /// <summary>The name of a vector.</summary>
    public static string Of(int vector) =>
        (uint)vector < (uint)SoftirqVectors.Names.Count ? SoftirqVectors.Names[vector] : $"softirq {vector}";
}
