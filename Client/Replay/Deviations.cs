namespace Tickstorm.Client.Replay;

/// <summary>Names of deviations, and which of them a vector needs.</summary>
internal static class Deviations
{
    private static readonly (string Name, Deviation Bit)[] s_names =
    [
        ("lapic-software-disable", Deviation.LapicSoftwareDisable),
        ("lapic-illegal-vectors", Deviation.LapicIllegalVectors),
        ("lapic-reserved-bits", Deviation.LapicReservedBits),
        ("lapic-expired-timer", Deviation.LapicExpiredTimer),
        ("lapic-nmi", Deviation.LapicNmi),
        ("lapic-page", Deviation.LapicPage),
        ("lapic-extint", Deviation.LapicExtInt),
        ("bus-init", Deviation.BusInit),
        ("msi-writes", Deviation.MsiWrites),
        ("ioapic-pin-zero", Deviation.IoApicPinZero),
        ("ioapic-request-bits", Deviation.IoApicRequestBits),
        ("ioapic-reserved-bits", Deviation.IoApicReservedBits),
        ("ioapic-page", Deviation.IoApicPage),
        ("pic-withdrawn-edge", Deviation.PicWithdrawnEdge),
        ("pic-nested-mode", Deviation.PicNestedMode),
        ("pic-late-update", Deviation.PicLateUpdate),
        ("pic-init-lines", Deviation.PicInitLines),
        ("pit-counting", Deviation.PitCounting),
        ("hpet-passed", Deviation.HpetPassed),
        ("hpet-twice", Deviation.HpetTwice),
        ("hpet-route", Deviation.HpetRoute),
        ("hpet-wrap", Deviation.HpetWrap),
    ];

    internal static IEnumerable<string> AllNames => s_names.Select(n => n.Name);

    /// <summary>The names of a set, in the order of the list.</summary>
    internal static IEnumerable<string> NamesOf(Deviation set) => s_names.Where(n => (set & n.Bit) != 0).Select(n => n.Name);

    /// <summary>Reads names parted by "+"; null if one is unknown.</summary>
    internal static Deviation? Parse(string text)
    {
        Deviation set = Deviation.None;
        foreach (string name in text.Split('+'))
        {
            Deviation bit = s_names.FirstOrDefault(n => n.Name == name).Bit;
            if (bit == Deviation.None)
            {
                return null;
            }

            set |= bit;
        }

        return set;
    }

    /// <summary>
    /// What a vector calls for by its header: one recorded from QEMU runs with QEMU's deviations, unless its note marks
    /// steps that differ from hardware; then, and from any other source, the data sheets hold.
    /// </summary>
    internal static Deviation CalledForBy(Vector vector)
    {
        string note = VectorFile.Text(vector.Header, "note") ?? "", source = VectorFile.Text(vector.Header, "source") ?? "";
        bool isMarked = note.StartsWith("QEMU-only", StringComparison.Ordinal) || note.StartsWith("silicon:", StringComparison.Ordinal);
        return source.StartsWith("qemu", StringComparison.OrdinalIgnoreCase) && !isMarked ? Deviation.Qemu : Deviation.None;
    }

    /// <summary>
    /// A smallest set with which every comparison of a vector agrees: no member can be left out. Null if not even all of them make it
    /// agree.
    /// </summary>
    internal static Deviation? NeededBy(Vector vector, DeviceOptions options, CancellationToken cancel)
    {
        bool Agrees(Deviation set) => VectorReplay.Run(vector, options with { Deviations = set }, cancel).FirstMismatch is null;
        if (Agrees(Deviation.None))
        {
            return Deviation.None;
        }

        if (!Agrees(Deviation.Qemu))
        {
            return null;
        }

        Deviation needed = Deviation.Qemu;
        foreach ((_, Deviation bit) in s_names)
        {
            if (Agrees(needed & ~bit))
            {
                needed &= ~bit;
            }
        }

        return needed;
    }
}
