using Tickstorm.Engine;
using Tickstorm.Tracing;

namespace Tickstorm.Processes;

/// <summary>What a detector found.</summary>
/// <param name="TimeNs">When it said so, ns.</param>
/// <param name="Kind">The detector.</param>
/// <param name="Cpu">Of which CPU.</param>
/// <param name="By">Which CPU said it; -1 where none did.</param>
/// <param name="Seconds">For how long it says that it has lasted, in the kernel's seconds.</param>
internal readonly record struct Detected(long TimeNs, DetectorKind Kind, int Cpu, int By, long Seconds) : IComparable<Detected>
{
    private const int CpuAt = 4, ByAt = 24, SecondsAt = 44, MostSeconds = 0xf_ffff >> 1;

    /// <summary>As a statistic.</summary>
    public Statistic Pack() =>
        new((int)StatisticKind.Detected, 1, TimeNs, (long)Kind | (long)Cpu << CpuAt | (long)(By + 1) << ByAt
            | Math.Min(Seconds, MostSeconds) << SecondsAt);

    /// <summary>A process says it: it is counted, and in its trace. Returns its hash with it.</summary>
    public ulong Say(int process, ulong hash, Effects effects)
    {
        effects.Append(Pack());
        if (effects.Tracing)
        {
            effects.Trace(new TraceRecord(
                TimeNs, process, 0, TraceKind.Detected, Cpu, 0, -1, LockLines.None, By, Detection.Pack(Kind, Seconds)));
        }

        return EventHash.Extend(hash, TimeNs, HashWord.Detected | (ulong)Kind << 8 | (ulong)(uint)Cpu << 16);
    }

    /// <summary>By time, detector and CPU.</summary>
    public int CompareTo(Detected other) => (TimeNs, Kind, Cpu).CompareTo((other.TimeNs, other.Kind, other.Cpu));

    /// <summary>From a statistic.</summary>
    public static Detected Unpack(long timeNs, long extra) =>
        new(timeNs, (DetectorKind)(extra & 0xf), (int)(extra >> CpuAt & 0xf_ffff), (int)(extra >> ByAt & 0xf_ffff) - 1, extra >> SecondsAt);
}
