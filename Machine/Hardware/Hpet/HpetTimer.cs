namespace Tickstorm.Hardware;

/// <summary>The registers of one HPET comparator (IA-PC HPET 1.0a, "Timer N Configuration and Capability Register").</summary>
internal sealed class HpetTimer(int index, ulong capability)
{
    internal const ulong Level = 1 << 1, Enabled = 1 << 2, Periodic = 1 << 3, ValueSet = 1 << 6, Narrow = 1 << 8, Message = 1 << 14;
    internal const ulong Writable = Level | Enabled | Periodic | ValueSet | Narrow | 0x3e00 | Message;

    internal int Index => index;

    internal ulong Config = capability;
    internal ulong Comparator = ulong.MaxValue;
    internal ulong Period;
    internal ulong MessageRegister;

    /// <summary>The counter value of the next match, beyond 32 bits if need be; only with <see cref="DueNs"/>.</summary>
    internal ulong Target;

    /// <summary>When it fires next, in ns.</summary>
    internal long DueNs = long.MaxValue;

    /// <summary>When it was last due, for the shortest period.</summary>
    internal long LastDueNs;

    /// <summary>Orders timers that are due at the same time: the one armed first fires first.</summary>
    internal long ArmedAs;

    /// <summary>The next event is the wrap of a 32-bit one-shot.</summary>
    internal bool AtWrap;

    internal int Bit => 1 << index;

    internal bool IsLevel => (Config & Level) != 0;

    internal bool IsEnabled => (Config & Enabled) != 0;

    internal bool IsPeriodic => (Config & Periodic) != 0;

    internal bool IsNarrow => (Config & Narrow) != 0;

    internal bool IsMessage => (Config & Message) != 0;

    internal int Route => (int)(Config >> 9 & 31);
}
