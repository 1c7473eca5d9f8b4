namespace Tickstorm.Kernel.Boot;

/// <summary>Where the kernel believes an ISA interrupt to arrive.</summary>
/// <param name="Irq">The ISA interrupt, 0 to 15.</param>
/// <param name="IoApic">The index of the IO-APIC in the table; -1 if none has the GSI.</param>
/// <param name="Pin">The pin there.</param>
/// <param name="IsLevel">Level triggered.</param>
/// <param name="IsActiveLow">Active low.</param>
public sealed record IsaRoute(int Irq, int IoApic, int Pin, bool IsLevel, bool IsActiveLow);

/// <summary>The wiring that a kernel derives from the table at boot: identity for ISA interrupts but for the overrides.</summary>
public sealed class BootWiring
{
    private BootWiring(
        IReadOnlyList<uint> processors, IReadOnlyList<IsaRoute> routes, IReadOnlyList<MadtIoApic> ioApics, int nmiLint, bool hasPic)
    {
        Processors = processors;
        Routes = routes;
        IoApics = ioApics;
        NmiLint = nmiLint;
        HasPic = hasPic;
    }

    /// <summary>The APIC ids of the enabled processors.</summary>
    public IReadOnlyList<uint> Processors { get; }

    /// <summary>The ISA interrupts that have a pin.</summary>
    public IReadOnlyList<IsaRoute> Routes { get; }

    /// <summary>The IO-APICs.</summary>
    public IReadOnlyList<MadtIoApic> IoApics { get; }

    /// <summary>The local pin that NMI arrives at, 0 or 1; -1 if the table does not say.</summary>
    public int NmiLint { get; }

    /// <summary>There is a pair of 8259.</summary>
    public bool HasPic { get; }

    /// <summary>The route of an ISA interrupt; null if it has none.</summary>
    public IsaRoute? RouteOf(int irq) => Routes.FirstOrDefault(route => route.Irq == irq);

    /// <summary>Derives the wiring.</summary>
    /// <param name="madt">The table.</param>
    /// <param name="skipTimerOverride">acpi_skip_timer_override: an override of IRQ 0 is ignored.</param>
    /// <param name="pinsEach">The pins of each IO-APIC, 1 to 240.</param>
    public static BootWiring From(Madt madt, bool skipTimerOverride = false, int pinsEach = 24)
    {
        ArgumentNullException.ThrowIfNull(madt);
        MadtIoApic[] ioApics = [.. madt.Entries.OfType<MadtIoApic>()];
        MadtSourceOverride[] overrides =
            [.. madt.Entries.OfType<MadtSourceOverride>().Where(o => o.Bus == 0 && !(skipTimerOverride && o.Source == 0))];
        List<IsaRoute> routes = new();
        for (int irq = 0; irq < 16; irq++)
        {
            MadtSourceOverride? change = Array.Find(overrides, o => o.Source == irq);
            uint gsi = change?.Gsi ?? (uint)irq;

            // A pin that an override has given to another interrupt is not this one's any more.
            bool taken = change is null && Array.Exists(overrides, o => o.Gsi == gsi);
            int index = Array.FindIndex(ioApics, io => gsi >= io.GsiBase && gsi - io.GsiBase < pinsEach);
            if (!taken && index >= 0)
            {
                routes.Add(
                    new IsaRoute(irq, index, (int)(gsi - ioApics[index].GsiBase), change?.IsLevel ?? false, change?.IsActiveLow ?? false));
            }
        }

        uint[] processors =
        [
            .. madt.Entries.OfType<MadtLocalApic>().Where(p => p.Enabled).Select(p => (uint)p.ApicId),
            .. madt.Entries.OfType<MadtX2Apic>().Where(p => p.Enabled).Select(p => p.ApicId),
        ];
        int lint = madt.Entries.OfType<MadtLocalNmi>().Select(n => (int)n.Lint).FirstOrDefault(-1);
        return new BootWiring(processors, routes, ioApics, lint, madt.PcatCompatible);
    }
}
