namespace Tickstorm.Scenarios;

/// <summary>The host CPUs that the machine's vCPUs share. vCPU c runs on host CPU c modulo <see cref="Cpus"/>.</summary>
public sealed record HostLoad
{
    /// <summary>Host CPUs; 0 means that every vCPU has one to itself and nothing is stolen.</summary>
    public int Cpus { get; init; }

    /// <summary>How long a vCPU runs before the next ready one has its turn, ns.</summary>
    public long SliceNs { get; init; } = 3_000_000;

    /// <summary>From a scheduling decision to its effect, and from a vCPU's leaving to the host's seeing it, ns.</summary>
    public long SwitchNs { get; init; } = 2_000;

    /// <summary>True when the slices of all host CPUs begin together; false when each one's first is cut short by a draw.</summary>
    public bool InStep { get; init; }

    /// <summary>True when a vCPU that is woken runs at once, and whoever runs waits; false when it queues behind the others.</summary>
    public bool WakesPreempt { get; init; }

    /// <summary>Where a vCPU whose slice is over leaves its host CPU.</summary>
    public Preemption Preemption { get; init; } = Preemption.Anywhere;

    /// <summary>What a vCPU does that spins for a lock of its kernel.</summary>
    public SpinKind Spin { get; init; }

    /// <summary>How long a vCPU spins before it halts until its lock is given to it, ns; with <see cref="SpinKind.Paravirtual"/>.</summary>
    public long SpinNs { get; init; } = 50_000;

    /// <summary>How long a vCPU spins before the host sees it (pause-loop exits) and lets another one run, ns; 0 for never.</summary>
    public long PauseLoopNs { get; init; }

    /// <summary>How long the host polls at most for a vCPU that halts before it lets its CPU go (halt_poll_ns), ns; 0 for never.</summary>
    public long HaltPollNs { get; init; }

    /// <summary>Where a poll's length begins to grow (halt_poll_ns_grow_start), ns.</summary>
    public long HaltPollStartNs { get; init; } = 10_000;

    /// <summary>What it grows by (halt_poll_ns_grow).</summary>
    public int HaltPollGrow { get; init; } = 2;

    /// <summary>What it shrinks by (halt_poll_ns_shrink); 0 for to nothing at once.</summary>
    public int HaltPollShrink { get; init; }

    /// <summary>How much later than asked for the host's timers expire, ns.</summary>
    public long TimerSlackNs { get; init; }

    /// <summary>What the host's timer interrupt for a vCPU's timer takes from whoever runs on that host CPU, ns; 0 for none.</summary>
    public long TimerNs { get; init; }

    /// <summary>What becomes of a periodic timer's expiries while the one before still waits.</summary>
    public MissedTicks MissedTicks { get; init; }

    /// <summary>True when the guest reads a paravirtual steal clock; false when stolen time is booked to whoever ran.</summary>
    public bool HasStealClock { get; init; } = true;

    /// <summary>From what a vCPU does to the host's noticing it, and back, ns: less where the host polls.</summary>
    public long NoticeNs() => HaltPollNs > 0 ? Math.Max(1, SwitchNs / 4) : SwitchNs;
}
