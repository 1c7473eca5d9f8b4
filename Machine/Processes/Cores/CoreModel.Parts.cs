using System.Runtime.CompilerServices;

namespace Tickstorm.Processes.Cores;

// The parts of a core that only some machines' cores have; asked for only where they are.
internal sealed partial class CoreModel
{
    /// <summary>True when cores count collisions, jiffies and broadcasts themselves.</summary>
    public bool HasCounts => _countsAt >= 0;

    /// <summary>What such a core has counted.</summary>
    public ref Counts CountsOf(ref Core core) => ref PartOf<Counts>(ref core, _countsAt);

    /// <summary>The nest of a core of a machine that has interruptible handlers or softirqs.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref Nest NestOf(ref Core core) => ref PartOf<Nest>(ref core, _nestAt);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref WorkTimes TimesOf(ref Core core) => ref PartOf<WorkTimes>(ref core, _timesAt);

    private ref Callers CallersOf(ref Core core) => ref PartOf<Callers>(ref core, _callersAt);

    /// <summary>The hrtimer of a core of a machine that has them.</summary>
    public ref Hrtimer HrtimerOf(ref Core core) => ref PartOf<Hrtimer>(ref core, _hrtimerAt);

    /// <summary>The calls of a core of a machine whose senders wait for them.</summary>
    public ref CallState CallsOf(ref Core core) => ref PartOf<CallState>(ref core, _callsAt);

    private ref Steal StealOf(ref Core core) => ref PartOf<Steal>(ref core, _stealAt);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ref T PartOf<T>(ref Core core, nint at)
        where T : unmanaged => ref Unsafe.As<Core, T>(ref Unsafe.AddByteOffset(ref core, at));
}
