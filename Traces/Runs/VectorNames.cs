namespace Tickstorm.Traces.Runs;

/// <summary>The kernel's names of interrupt vectors, as its tracepoints in irq_vectors have them.</summary>
public static class VectorNames
{
    /// <summary>The local APIC timer.</summary>
    public const string LocalTimer = "local_timer";

    /// <summary>The name of a vector with an entry of its own; everything that is no IPI is the local timer here.</summary>
    /// <remarks>
    /// The number of an IPI changes with the kernel: reschedule 0xfc until 2.6.29, then 0xfd; the call of one CPU 0xfb, 0xfa in 2.6.27 to
    /// 2.6.29, then 0xfb again (irq_vectors.h). No number means two things among those that a run has.
    /// </remarks>
    public static string Of(int vector) => vector switch
    {
        0xfc or 0xfd => "reschedule",
        0xfa or 0xfb => "call_function",
        _ => LocalTimer,
    };

    /// <summary>The name of the action on a line.</summary>
    public static string OfLine(int line) => line == 0 ? "timer" : "device";
}
