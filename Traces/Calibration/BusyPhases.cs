namespace Tickstorm.Traces.Calibration;

/// <summary>When a CPU is busy and when it idles, in steps of a fiftieth of a second.</summary>
internal sealed class BusyPhases
{
    private const long StepNs = 20_000_000;
    private const int Most = 1 << 16;
    private readonly List<(long Busy, long Idle)> _steps = [];

    /// <summary>A stretch of the capture, ns from its begin.</summary>
    public void Add(long fromNs, long toNs, bool idle)
    {
        for (long at = Math.Max(0, fromNs); at < toNs;)
        {
            long step = at / StepNs, end = Math.Min(toNs, (step + 1) * StepNs);
            if (step >= Most) return;
            while (_steps.Count <= step) _steps.Add((0, 0));
            (long busy, long rest) = _steps[(int)step];
            _steps[(int)step] = idle ? (busy, rest + end - at) : (busy + end - at, rest);
            at = end;
        }
    }

    /// <summary>How many times it idles for whole steps, and how long in all, ns.</summary>
    public (int Count, long Ns) Idle
    {
        get
        {
            (int count, long ns, bool before) = (0, 0, false);
            foreach ((long busy, long idle) in _steps)
            {
                bool rests = idle > busy;
                if (rests) ns += busy + idle;
                if (rests && !before) count++;
                before = rests;
            }

            return (count, ns);
        }
    }

    /// <summary>How long it idles before it is busy for the first time, ns.</summary>
    public long FirstIdleNs => _steps.TakeWhile(step => step.Idle > step.Busy).Sum(step => step.Busy + step.Idle);

    /// <summary>True when it is busy in the last step.</summary>
    public bool EndsBusy => _steps.Count > 0 && _steps[^1].Busy >= _steps[^1].Idle;
}
