namespace Tickstorm.Hardware;

/// <summary>Known deviations of an emulated 8259 from the data sheet. None is the default.</summary>
[Flags]
public enum PicQuirks : byte
{
    /// <summary>As the data sheet says.</summary>
    None = 0,

    /// <summary>An edge request is acknowledged although its line has dropped.</summary>
    KeepsWithdrawnEdge = 1,

    /// <summary>Special fully nested mode lets inputs 3 to 7 of the master through while input 2 is in service.</summary>
    NestedModeIgnoresSlave = 2,

    /// <summary>A mode change shows at the INT output only with the next event: ELCR, special mask.</summary>
    UpdatesLate = 4,

    /// <summary>ICW1 forgets the levels of the lines: a line driven high again is an edge.</summary>
    InitForgetsLines = 8,

    /// <summary>All that QEMU's model is known for.</summary>
    Qemu = KeepsWithdrawnEdge | NestedModeIgnoresSlave | UpdatesLate | InitForgetsLines,
}
