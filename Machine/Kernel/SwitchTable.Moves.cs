namespace Tickstorm.Kernel;

// How interrupts move from one CPU to another.
public static partial class SwitchTable
{
    private const string VectorAllocator = "arch/x86/kernel/io_apic.c, apic/vector.c ";

    /// <summary>Vectors of one CPU each.</summary>
    public static KernelSwitch<bool> VectorsPerCpu { get; } = Flag(
        "vectorsPerCpu", "each CPU has vectors of its own, and a moved interrupt gets another one; before, all CPUs share them (32 bits)",
        VectorAllocator + "__assign_irq_vector", true, new(Start, false), new("2.6.28", true, "497c9a195db"));

    /// <summary>Where the search for a vector begins.</summary>
    public static KernelSwitch<byte> FirstMessageVector { get; } = Vector(
        "firstMessageVector", "the first vector that is tried for an interrupt of a CPU's own",
        VectorAllocator + "__assign_irq_vector, irq_matrix_alloc", new(Start, 0x41), new("2.6.34", 0x21));

    /// <summary>The search's step.</summary>
    public static KernelSwitch<int> VectorStep { get; } = Count(
        "vectorStep", "from one vector that is tried to the next; 1 is the lowest free one (the matrix allocator)",
        VectorAllocator + "__assign_irq_vector, kernel/irq/matrix.c matrix_alloc_area", true, value => $"{value}",
        new(Start, 8), new("3.6", 16, null, "3.5 and 3.6.5 were read"),
        new("4.15", 1, null, "[K] the version; 4.9 and 4.20 were read"));

    /// <summary>msi_set_affinity.</summary>
    public static KernelSwitch<bool> MsiMovesSafely { get; } = Flag(
        "msiMovesSafely",
        "a message that cannot be masked goes over the new vector on the old CPU, and what is found in its IRR is sent on; before, its " +
        "address and data are written while it may fire. From 5.17 on the kernel has that way and does not take it: the flag that says " +
        "so is not set where it is needed (ef8dd01538ea), and from 6.6 on (b56ebe7c896d) the test asks for the opposite",
        "arch/x86/kernel/apic/msi.c msi_set_affinity, kernel/irq/msi.c msi_init_virq", true,
        new(Start, false), new("5.6", true, "6f1a4891a592"),
        new("5.17", false, "ef8dd01538ea", "the code of 5.15, 5.17-rc5, 6.1, 6.5, 6.8, 6.12, 6.17 and 6.19 was read"));

    /// <summary>irq_move_masked_irq.</summary>
    public static KernelSwitch<bool> BusyMoveIsRetried { get; } = Flag(
        "busyMoveIsRetried",
        "a move that comes before the last one is cleaned up (-EBUSY) is tried again by the next interrupt; before, it is forgotten",
        "kernel/irq/migration.c irq_move_masked_irq", true,
        new(Start, false), new("4.18", true, "12f47073a40f", "[K] the version; 4.9 and 4.20 were read"));

    /// <summary>vector_schedule_cleanup.</summary>
    public static KernelSwitch<bool> CleanupByTimer { get; } = Flag(
        "cleanupByTimer", "the old vector is freed by a timer of the old CPU; before, by an IPI (IRQ_MOVE_CLEANUP_VECTOR)",
        "arch/x86/kernel/apic/vector.c __vector_schedule_cleanup", true,
        new(Start, false), new("6.6", true, "bdc1dad299bb", "[K] the version; 6.5 and 6.8 were read"));

    /// <summary>handle_fasteoi_irq.</summary>
    public static KernelSwitch<bool> FastEoiResends { get; } = Flag(
        "fastEoiResends",
        "fasteoi remembers an arrival during the handler and sends it again after it, where the chip asks for it " +
        "(IRQD_RESEND_WHEN_IN_PROGRESS: LPIs of GICv3, never x86); before, it is lost",
        Chip + "handle_fasteoi_irq", true, new(Start, false), new("6.5", true, "9c15eeb5362c", "6.4.6 and 6.5 were read"));

    private static IEnumerable<KernelSwitch> Moves() =>
        [VectorsPerCpu, FirstMessageVector, VectorStep, MsiMovesSafely, BusyMoveIsRetried, CleanupByTimer, FastEoiResends];
}
