using System.Runtime.CompilerServices;
using Tickstorm.Engine;

namespace Tickstorm.Processes.Cores;

/// <summary>
/// Which of a core's records a trace of anomalies needs: those from when the core became open to when it is closed again, if something in
/// between was not as it should be. All others are dropped as soon as that is known.
/// </summary>
internal struct AnomalyRecords
{
    // What has begun before this execution may have met an anomaly there.
    private const ulong Unknown = ulong.MaxValue;

    private ulong _anomalies;
    private int _kept;

    /// <summary>An execution begins.</summary>
    public AnomalyRecords(ref Core core, Effects effects)
    {
        _anomalies = core.IsOpen ? Unknown : core.Anomalies;
        _kept = effects.TraceCount;
    }

    /// <summary>The core has executed an event, and may be closed now.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void AfterEvent(ref Core core, Effects effects)
    {
        if (core.IsOpen) return;
        ulong anomalies = core.Anomalies;
        if (anomalies == _anomalies) effects.TraceCount = _kept;
        (_anomalies, _kept) = (anomalies, effects.TraceCount);
    }
}
