namespace Tickstorm.Kernel;

// Vectors. 32 bits until 2.6.29; from 2.6.30 both are the same.
public static partial class SwitchTable
{
    private const string VectorFile = "include/asm-x86/mach-default/irq_vectors.h, asm/irq_vectors.h ";

    /// <summary>LOCAL_TIMER_VECTOR.</summary>
    public static KernelSwitch<byte> TimerVector { get; } = Vector(
        "timerVector", "the local APIC timer's vector", VectorFile + "LOCAL_TIMER_VECTOR",
        new(Start, 0xef), new("4.15", 0xee), new("4.17", 0xec, null, "[K] the version; 4.15 and 4.19 were read"));

    /// <summary>IRQ0's vector.</summary>
    public static KernelSwitch<byte> Irq0Vector { get; } = Vector(
        "irq0Vector", "IRQ0's vector", VectorFile + "IRQ0_VECTOR, FIRST_DEVICE_VECTOR", new(Start, 0x31), new("2.6.28", 0x30));

    /// <summary>VMI's vector.</summary>
    public static KernelSwitch<byte> VmiTimerVector { get; } = Vector(
        "vmiTimerVector", "the vector of vmiclock.c's timer, which leads to IRQ0; gone with VMI in 2.6.37",
        "arch/x86/kernel/vmiclock_32.c vmi_get_timer_vector", new(Start, 0x31), new("2.6.28", 0x41), new("2.6.34", 0x30));

    /// <summary>XEN_HVM_EVTCHN_CALLBACK, HYPERVISOR_CALLBACK_VECTOR.</summary>
    public static KernelSwitch<byte> XenUpcallVector { get; } = Vector(
        "xenUpcallVector", "the vector of Xen's upcall; paravirtual guests have none and earlier ones are given the local timer's here",
        VectorFile + "XEN_HVM_EVTCHN_CALLBACK, HYPERVISOR_CALLBACK_VECTOR", new(Start, 0xef), new("2.6.39", 0xf3));

    /// <summary>HYPERVISOR_CALLBACK_VECTOR, HYPERV_STIMER0_VECTOR.</summary>
    public static KernelSwitch<byte> HypervTimerVector { get; } = Vector(
        "hypervTimerVector", "the vector of Hyper-V's synthetic timer: that of its messages, later one of its own",
        VectorFile + "HYPERVISOR_CALLBACK_VECTOR, HYPERV_STIMER0_VECTOR",
        new(Start, 0xf3), new("4.17", 0xed, null, "[K] the version; 4.15 and 4.19 were read"));

    /// <summary>RESCHEDULE_VECTOR.</summary>
    public static KernelSwitch<byte> RescheduleVector { get; } = Vector(
        "rescheduleVector", "the reschedule IPI's vector", VectorFile + "RESCHEDULE_VECTOR", new(Start, 0xfc), new("2.6.30", 0xfd));

    /// <summary>The vector of a call of one CPU.</summary>
    public static KernelSwitch<byte> CallFunctionVector { get; } = Vector(
        "callFunctionVector", "the vector of a call-function IPI to one CPU (CALL_FUNCTION_SINGLE_VECTOR where there is one)",
        VectorFile + "CALL_FUNCTION_VECTOR, CALL_FUNCTION_SINGLE_VECTOR",
        new(Start, 0xfb), new("2.6.27", 0xfa), new("2.6.30", 0xfb));

    /// <summary>How many vectors shoot-downs have.</summary>
    public static KernelSwitch<int> ShootDownVectors { get; } = Count(
        "shootDownVectors",
        "vectors of TLB shoot-downs: a sender takes that of its CPU, and its lock (tlbstate_lock); later they are call functions " +
        "(32 bits until 2.6.29 have one of each)",
        "arch/x86/kernel/tlb_64.c, arch/x86/mm/tlb.c flush_tlb_others_ipi, native_flush_tlb_others", true,
        value => value == 0 ? "none" : $"{value}",
        new(Start, 8), new("2.6.39", 32, null, "by node, and without lock on up to 32 CPUs"), new("3.6", 0));

    /// <summary>INVALIDATE_TLB_VECTOR_START.</summary>
    public static KernelSwitch<byte> ShootDownVector { get; } = Vector(
        "shootDownVector", "the first of these vectors; later that of a call function", VectorFile + "INVALIDATE_TLB_VECTOR_START",
        new(Start, 0xf0), new("2.6.39", 0xcf), new("3.6", 0xfb));

    private static IEnumerable<KernelSwitch> Numbers() =>
        [
            TimerVector, Irq0Vector, VmiTimerVector, XenUpcallVector, HypervTimerVector, RescheduleVector, CallFunctionVector,
            ShootDownVectors, ShootDownVector,
        ];
}
