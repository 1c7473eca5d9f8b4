using Tickstorm.Scenarios;

namespace Tickstorm.Kernel;

/// <summary>The values of the simulated switches in one version; <see cref="SwitchTable"/> says what each means.</summary>
public sealed class KernelSwitches(KernelVersion version)
{
    /// <summary>The version.</summary>
    public KernelVersion Version { get; } = version;

    internal bool PendingWhenDisabledSimple { get; } = SwitchTable.PendingWhenDisabledSimple.Of(version);

    internal bool SimpleMasksWhenDisabled { get; } = SwitchTable.SimpleMasksWhenDisabled.Of(version);

    internal bool PendingWhenDisabledLevel { get; } = SwitchTable.PendingWhenDisabledLevel.Of(version);

    internal bool LevelClearsPending { get; } = SwitchTable.LevelClearsPending.Of(version);

    internal bool PendingClearedByEvent { get; } = SwitchTable.PendingClearedByEvent.Of(version);

    internal bool InProgressLeftWithoutAction { get; } = SwitchTable.InProgressLeftWithoutAction.Of(version);

    internal bool CountedWhenDisabled { get; } = SwitchTable.CountedWhenDisabled.Of(version);

    internal bool LevelUnmaskTestsMasked { get; } = SwitchTable.LevelUnmaskTestsMasked.Of(version);

    internal bool MaskCached { get; } = SwitchTable.MaskCached.Of(version);

    internal bool EdgeTestsAck { get; } = SwitchTable.EdgeTestsAck.Of(version);

    internal bool EdgeBusyWait { get; } = SwitchTable.EdgeBusyWait.Of(version);

    internal bool QuirkByEoiRegister { get; } = SwitchTable.QuirkByEoiRegister.Of(version);

    internal bool QuirkRestoresEntry { get; } = SwitchTable.QuirkRestoresEntry.Of(version);

    internal bool RetriggerToTarget { get; } = SwitchTable.RetriggerToTarget.Of(version);

    internal bool TimerAtLint0IsEdge { get; } = SwitchTable.TimerAtLint0IsEdge.Of(version);

    internal bool SoftwareResend { get; } = SwitchTable.SoftwareResend.Of(version);

    internal bool VectorsPerCpu { get; } = SwitchTable.VectorsPerCpu.Of(version);

    internal byte FirstMessageVector { get; } = SwitchTable.FirstMessageVector.Of(version);

    internal int VectorStep { get; } = SwitchTable.VectorStep.Of(version);

    internal bool MsiMovesSafely { get; } = SwitchTable.MsiMovesSafely.Of(version);

    internal bool BusyMoveIsRetried { get; } = SwitchTable.BusyMoveIsRetried.Of(version);

    internal bool CleanupByTimer { get; } = SwitchTable.CleanupByTimer.Of(version);

    internal bool FastEoiResends { get; } = SwitchTable.FastEoiResends.Of(version);

    internal int StalledJiffies { get; } = SwitchTable.StalledJiffies.Of(version);

    internal bool JiffiesGate { get; } = SwitchTable.JiffiesGate.Of(version);

    internal bool HrtimerRaisesMinDelta { get; } = SwitchTable.HrtimerHangGuard.Of(version) == SwitchTable.LongerMinDelta;

    internal bool HrtimerPasses { get; } = SwitchTable.HrtimerHangGuard.Of(version) == SwitchTable.ThreePasses;

    internal bool DoTimerLast { get; } = SwitchTable.DoTimerLast.Of(version);

    internal bool NoHzFull { get; } = SwitchTable.NoHzFull.Of(version);

    internal bool NoHzFullResidualTick { get; } = SwitchTable.NoHzFullResidualTick.Of(version);

    internal bool GovernorKeepsTick { get; } = SwitchTable.GovernorKeepsTick.Of(version);

    internal bool RcuWaitsKeepTick { get; } = SwitchTable.RcuWaitsKeepTick.Of(version);

    internal bool BroadcastLocalAfterUnlock { get; } = SwitchTable.BroadcastLocalAfterUnlock.Of(version);

    internal bool BroadcastBitSticks { get; } = SwitchTable.BroadcastBitSticks.Of(version);

    internal bool BroadcastPendingMask { get; } = SwitchTable.BroadcastPendingMask.Of(version);

    internal bool BroadcastForcePolls { get; } = SwitchTable.BroadcastForcePolls.Of(version);

    internal bool DutyLeavesDying { get; } = SwitchTable.DutyLeavesDying.Of(version);

    internal bool OfflineDropsDuty { get; } = SwitchTable.OfflineDropsDuty.Of(version);

    internal bool OnlineTakesDuty { get; } = SwitchTable.OnlineTakesDuty.Of(version);

    internal bool DeathWaitsForJiffies { get; } = SwitchTable.DeathWaitsForJiffies.Of(version);

    internal bool SoftirqTimeLimit { get; } = SwitchTable.SoftirqTimeLimit.Of(version);

    internal bool PvTlbFlush { get; } = SwitchTable.PvTlbFlush.Of(version);

    internal bool LazySkipped { get; } = SwitchTable.LazySkipped.Of(version);

    internal int NmiWatchdogSeconds { get; } = SwitchTable.NmiWatchdog.Of(version);

    internal int HardLockupSeconds { get; } = SwitchTable.HardLockup.Of(version);

    internal int WatchdogTimerSeconds { get; } = SwitchTable.WatchdogTimer.Of(version);

    internal int SoftLockupSeconds { get; } = SwitchTable.SoftLockup.Of(version);

    internal bool BuddyDetector { get; } = SwitchTable.BuddyDetector.Of(version);

    internal int WorkqueueLockupSeconds { get; } = SwitchTable.WorkqueueLockup.Of(version);

    internal bool ClocksourceWatchdog { get; } = SwitchTable.ClocksourceWatchdog.Of(version);

    internal int RcuStallSeconds { get; } = SwitchTable.RcuStall.Of(version);
}
