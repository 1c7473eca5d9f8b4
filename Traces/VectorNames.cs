using Tickstorm.Kernel;

namespace Tickstorm.Traces;

/// <summary>The kernel's names of interrupt vectors, as its tracepoints in irq_vectors have them.</summary>
public static class VectorNames
{
    /// <summary>The local APIC timer.</summary>
    public const string LocalTimer = "local_timer";

    /// <summary>The name of a vector with an entry of its own; everything that is no IPI is the local timer here.</summary>
    /// <remarks>i386 up to 2.6.24 had one call-function vector, one below reschedule (include/asm-x86/mach-default/irq_vectors.h); later kernels have two (arch/x86/include/asm/irq_vectors.h).</remarks>
    public static string Of(KernelEra era, int vector) => (era <= KernelEra.Linux2624, vector) switch
    {
        (true, 0xfc) or (false, 0xfd) => "reschedule",
        (true, 0xfb) or (false, 0xfc) => "call_function",
        (false, 0xfb) => "call_function_single",
        (true, 0xfd) => "invalidate_tlb",
        _ => LocalTimer,
    };

    /// <summary>The name of the action on a line.</summary>
    public static string OfLine(int line) => line == 0 ? "timer" : "device";
}
