using Tickstorm.Kernel;

namespace Tickstorm.Traces.Runs;

/// <summary>The kernel's names of interrupt vectors, as its tracepoints in irq_vectors have them.</summary>
public static class VectorNames
{
    /// <summary>The local APIC timer.</summary>
    public const string LocalTimer = "local_timer";

    /// <summary>The name of a vector with an entry of its own; everything that is no IPI is the local timer here.</summary>
    /// <remarks>The machine has the numbers of 2.6.24 in every era (include/asm-x86/mach-default/irq_vectors.h).</remarks>
    public static string Of(int vector) => vector switch
    {
        Vectors.Reschedule => "reschedule",
        Vectors.CallFunction => "call_function",
        _ => LocalTimer,
    };

    /// <summary>The name of the action on a line.</summary>
    public static string OfLine(int line) => line == 0 ? "timer" : "device";
}
