using Tickstorm.Engine;
using Tickstorm.Tracing;

namespace Tickstorm.Processes.Cores;

// hrtimer_interrupt on a CPU that has a driver's hrtimer beside the tick: when the next expiry has passed before it could be programmed,
// the timers are run again, within the same interrupt. What ends that differs from version to version.
internal sealed partial class CoreModel
{
    // From 2.6.33 on an interrupt gives up after so many passes, and goes on after as long as it took, but at most MostHangNs.
    private const int MostPasses = 3;
    private const long MostHangNs = 100_000_000;

    // From 2.6.29 to 2.6.32 the fifth pass of an interrupt raises min_delta_ns to three times its length, and all is armed by that then.
    private const int HangingPasses = 5, HangingFactor = 3;

    private void StartHrtimer(int cpu, ref Core core) => HrtimerOf(ref core).NextNs = _hrtimerNs[cpu] > 0 ? _hrtimerNs[cpu] : long.MaxValue;

    private void RunHrtimer(int cpu, ref Core core, long now)
    {
        ref Hrtimer timer = ref HrtimerOf(ref core);
        if (timer.Passes == 0) timer.FirstPassNs = now;
        timer.PassNs = now;
        timer.Ran = timer.NextNs <= now;
        if (!timer.Ran) return;
        timer.NextNs += _hrtimerNs[cpu];
        timer.Runs++;
    }

    private long PassLength(int cpu, ref Core core)
    {
        bool ranTick = Life.Of(ref core).RanTick, ran = HrtimerOf(ref core).Ran;
        long length = ranTick ? DrawHandler(cpu, ref core) : ran ? 0 : _timerNs;
        return ran ? length + _scenario.Workload.Hrtimer.HandlerNs : length;
    }

    // A pass ends. True when the next expiry lies behind, clockevents_program_event says so (-ETIME), and the timers are run again.
    private bool RunsTimersAgain(int cpu, ref Core core, long now, Effects effects)
    {
        ref Life life = ref Life.Of(ref core);
        ref Hrtimer timer = ref HrtimerOf(ref core);
        EndTimers(cpu, ref core, ref life, now, effects);
        long next = NextTimerNs(ref core, ref life);
        bool forced = timer.MinDeltaNs > 0;
        // A handler that has told its line that it ends does not go on: the timer interrupts once more.
        if (next > now || forced || _usesLine || _eoiLast)
        {
            timer.Passes = 0;
            Program(cpu, ref core, Math.Max(next, now + Math.Max(1, Math.Max(_minDeltaNs, timer.MinDeltaNs))), now, effects);
            return false;
        }

        timer.Retries++;
        timer.Passes = (byte)Math.Min(timer.Passes + 1, byte.MaxValue - 1);
        Note(
            cpu, ref core, now, HashWord.ProgramFailed, TraceKind.ProgramFailed, core.CurrentInterrupt, effects, _tickVector,
            argument: next);
        if (_kernel.HrtimerPasses && timer.Passes == MostPasses)
        {
            long hang = now - timer.FirstPassNs;
            timer.Hangs++;
            timer.MaxHangNs = Math.Max(timer.MaxHangNs, hang);
            timer.Passes = 0;
            Program(cpu, ref core, now + Math.Max(Math.Min(hang, MostHangNs), _minDeltaNs), now, effects);
            return false;
        }

        if (_kernel.HrtimerRaisesMinDelta && timer.Passes == HangingPasses)
        {
            timer.Hangs++;
            timer.MinDeltaNs = (now - timer.PassNs) * HangingFactor;
        }

        RunTimers(cpu, ref core, now, effects);
        core.StepNs = now + PassLength(cpu, ref core);
        return true;
    }
}
