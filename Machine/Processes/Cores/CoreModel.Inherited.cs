using System.Runtime.InteropServices;
using Tickstorm.Engine;
using Tickstorm.Scenarios;

namespace Tickstorm.Processes.Cores;

// What the first CPU has of CPUs that went offline: their pending timers, and their tasks, which sleep and run on it until they are back.
internal sealed partial class CoreModel
{
    // Two timers of the wheel, a task's hrtimer or the task itself, a driver's, a task that never sleeps; the sleep of who takes it down.
    private const int MostTimers = 6;

    // Draws of tasks that have moved, beyond those of their own CPU.
    private const uint FirstMovedDraw = 1u << 30;

    private readonly int _inheritedWords;
    private readonly nint _inheritedAt;

    private static int InheritedWords(GuestPlan guest) => MostTimers * guest.Hotplug.Count(hotplug => !hotplug.Online);

    private Span<long> InheritedOf(ref Core core) =>
        _inheritedWords == 0 ? default : MemoryMarshal.CreateSpan(ref PartOf<long>(ref core, _inheritedAt), _inheritedWords);

    // migrate_timers, migrate_hrtimers, migrate_live_tasks on the CPU that has taken another one down.
    private void OnMovedTimer(int cpu, ref Core core, in Message message, Effects effects) =>
        Inherit(cpu, ref core, _guest.LastOffline((int)message.A, message.Time), message.B, message.Time, effects);

    // The CPU that takes another one down sleeps before it looks whether that is dead: the timer that ends its own idling.
    private void SleepUntilDeath(int cpu, ref Core core, long now, Effects effects)
    {
        long due = OnWheel(ref core, now + GuestPlan.DrainNs + CpuDowns.DeathSleepNs) + _grid.PeriodNs;
        Inherit(cpu, ref core, GuestOf(ref core).Changes - 1, Inherited.Of(due, InheritedKind.Death), now, effects);
    }

    private void Inherit(int cpu, ref Core core, int offline, long timer, long now, Effects effects)
    {
        Span<long> inherited = InheritedOf(ref core).Slice(MostTimers * offline, MostTimers);
        int free = inherited.IndexOf(0);
        if (free < 0)
        {
            effects.Fault($"CPU {cpu} got more timers of CPUs that went offline than these have.");
            return;
        }

        inherited[free] = timer;
        ref Life life = ref Life.Of(ref core);
        if (!core.WantsTick) life.TickNs = Math.Min(life.TickNs, NextWheelNs(ref core, ref life));
        // An interrupt of its timer that is under way programs the next one when it ends; where the timer has stopped, the wake does.
        bool runs = core.Apic.IsInIrr(_tickVector) || core.Step != CpuStep.None && core.Vector == _tickVector;
        bool stopped = _stopsTimer && BroadcastOf(ref core).Phase != SleepPhase.Awake;
        if (!runs && !stopped && NextTimerNs(ref core, ref life) < core.Apic.TimerExpiryNs)
            ArmTimers(cpu, ref core, ref life, now, effects);
    }

    private long NextInherited(ref Core core, bool isHrtimer)
    {
        long next = long.MaxValue;
        foreach (long timer in InheritedOf(ref core))
        {
            if (timer != 0 && !Inherited.IsForever(timer) && Inherited.IsHrtimer(timer) == isHrtimer)
                next = Math.Min(next, Inherited.DueNs(timer));
        }

        return next;
    }

    // Those that have expired wake the tasks that moved along with them.
    private void RunInherited(ref Core core, ref Life life, bool isHrtimer, long now, Effects effects)
    {
        Span<long> inherited = InheritedOf(ref core);
        for (int i = 0; i < inherited.Length; i++)
        {
            long timer = inherited[i];
            if (timer == 0 || Inherited.DueNs(timer) > now || Inherited.IsHrtimer(timer) != isHrtimer) continue;
            inherited[i] = RunInherited(ref core, i / MostTimers, timer, now, effects);
            life.NeedsResched = true;
        }
    }

    // Returns what becomes of the timer.
    private long RunInherited(ref Core core, int offline, long timer, long now, Effects effects)
    {
        InheritedKind kind = Inherited.KindOf(timer);
        if (kind is InheritedKind.Wheel or InheritedKind.Hrtimer or InheritedKind.TaskWheel or InheritedKind.TaskHrtimer)
            effects.Measure((int)StatisticKind.MovedTimer, now - Inherited.DueNs(timer));
        ref GuestState guest = ref GuestOf(ref core);
        if (kind == InheritedKind.Endless)
        {
            guest.MovedRunNs++;
            return Inherited.Forever(kind);
        }

        if (kind < InheritedKind.TaskWheel) return 0;
        // Back on its own CPU it has begun anew.
        int origin = _guest.OfflineCpu(offline);
        if (_guest.OfflineOf(origin, now) != offline || TaskOf(origin) is not { } task) return 0;
        uint draw = FirstMovedDraw + guest.MovedDraws++;
        long run = RunLength(origin, task, draw);
        guest.MovedRunNs += run;
        long due = now + run + SleepLength(origin, task, draw);
        return task.Timer == TaskTimer.Wheel
            ? Inherited.Of(OnWheel(ref core, due), InheritedKind.TaskAgainOnWheel)
            : Inherited.Of(due, InheritedKind.Task);
    }

    /// <summary>A task that never sleeps runs there: its own, or one of a CPU that is offline.</summary>
    private bool HasEndlessTask(int cpu, ref Core core, long now)
    {
        if (_busy[cpu]) return true;
        Span<long> inherited = _hasHotplug && cpu == GuestPlan.FirstCpu ? InheritedOf(ref core) : default;
        for (int i = 0; i < inherited.Length; i++)
        {
            int offline = i / MostTimers;
            if (Inherited.IsForever(inherited[i]) && _guest.OfflineOf(_guest.OfflineCpu(offline), now) == offline) return true;
        }

        return false;
    }

    // How long who has been woken runs in all: the CPU's own task, and those that have moved to it.
    private long TakeMovedRun(ref Core core)
    {
        if (!_hasHotplug) return 0;
        ref GuestState guest = ref GuestOf(ref core);
        long run = guest.MovedRunNs;
        guest.MovedRunNs = 0;
        return run;
    }
}
