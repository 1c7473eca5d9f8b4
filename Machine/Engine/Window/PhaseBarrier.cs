namespace Tickstorm.Engine.Window;

/// <summary>
/// A barrier for threads that meet every few microseconds: spins first, then gives its time away, and sleeps when nobody comes for long.
/// </summary>
internal sealed class PhaseBarrier(int participants)
{
    // A thread that yields this often in vain has waited for some milliseconds: another one works through small windows alone.
    private const int YieldsBeforeSleep = 2_000;

    private readonly int _spins = participants <= Environment.ProcessorCount ? 400 : 0;
    private readonly object _gate = new();
    private int _waiting;
    private int _asleep;
    private volatile int _phase;
    private volatile bool _broken;

    /// <summary>Returns when all participants have arrived.</summary>
    public void Wait()
    {
        int phase = _phase;
        if (Interlocked.Increment(ref _waiting) == participants)
        {
            _waiting = 0;
            _phase = phase + 1;
            Wake();
            return;
        }

        for (int i = 0; i < _spins; i++)
        {
            if (_phase != phase) return;
            if (_broken) throw new BrokenException();
            Thread.SpinWait(8);
        }

        SpinWait spin = new();
        for (int i = 0; _phase == phase; i++)
        {
            if (_broken) throw new BrokenException();
            if (i < YieldsBeforeSleep) spin.SpinOnce(sleep1Threshold: -1);
            else Sleep(phase);
        }
    }

    /// <summary>Lets all who wait, now or later, go with a <see cref="BrokenException"/>.</summary>
    public void Break()
    {
        _broken = true;
        Wake();
    }

    // Whoever goes to sleep says so first and looks again; whoever wakes changes what they look at first and asks then.
    private void Wake()
    {
        Interlocked.MemoryBarrier();
        if (_asleep == 0) return;
        lock (_gate) Monitor.PulseAll(_gate);
    }

    private void Sleep(int phase)
    {
        lock (_gate)
        {
            _asleep++;
            Interlocked.MemoryBarrier();
            while (_phase == phase && !_broken) Monitor.Wait(_gate);
            _asleep--;
        }
    }

    /// <summary>A participant will never arrive.</summary>
    public sealed class BrokenException : Exception;
}
