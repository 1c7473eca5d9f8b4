namespace Tickstorm.Processes.Cores;

/// <summary>
/// The next times of the workload's generators, ns, how many draws they have made, and how many targets were drawn. They go on from draws
/// alone, whatever happens to their CPU; that is why what they send can be sent ahead.
/// </summary>
internal struct WorkTimes
{
    public long RescheduleNs, CallFunctionNs, IrqsOffNs, ShootDownNs, HostNs;
    public uint Draws, IpiDraws;

    public readonly long NextNs =>
        Math.Min(Math.Min(Math.Min(RescheduleNs, CallFunctionNs), Math.Min(IrqsOffNs, ShootDownNs)), HostNs);
}
