using System.Runtime.CompilerServices;

namespace Tickstorm.Hardware;

/// <summary>The local vector table's registers in the order of their offsets, CMCI last (SDM, "Local Vector Table").</summary>
[InlineArray(Count)]
internal struct LvtEntries
{
    internal const int Count = 7;
    internal const int Timer = 0, Thermal = 1, Performance = 2, Lint0 = 3, Lint1 = 4, Error = 5, Cmci = 6;

    private uint _entry;

    /// <summary>The entry of a register offset, or -1.</summary>
    internal static int IndexOf(int offset) => offset switch
    {
        >= ApicRegister.LvtTimer and <= ApicRegister.LvtError => (offset - ApicRegister.LvtTimer) >> 4,
        ApicRegister.LvtCmci => Cmci,
        _ => -1,
    };

    /// <summary>The bits that software can set; the read-only ones (12, and 14 of LINT) are not among them.</summary>
    internal static uint Writable(int index, bool hasDeadline) => index switch
    {
        Timer => hasDeadline ? 0x0007_00ffu : 0x0003_00ffu,
        Lint0 or Lint1 => 0x0001_a7ff,
        Error => 0x0001_00ff,
        _ => 0x0001_07ff,
    };

    /// <summary>The read-only status bits of an entry.</summary>
    internal static uint ReadOnly(int index) => index is Lint0 or Lint1 ? 0x5000u : 0x1000u;
}
