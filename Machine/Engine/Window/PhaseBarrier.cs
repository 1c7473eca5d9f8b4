namespace Tickstorm.Engine.Window;

/// <summary>A barrier for threads that meet every few microseconds: spins first, then gives its time away.</summary>
internal sealed class PhaseBarrier(int participants)
{
    private readonly int _spins = participants <= Environment.ProcessorCount ? 400 : 0;
    private int _waiting;
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
            return;
        }

        for (int i = 0; i < _spins; i++)
        {
            if (_phase != phase) return;
            if (_broken) throw new BrokenException();
            Thread.SpinWait(8);
        }

        SpinWait spin = new();
        while (_phase == phase)
        {
            if (_broken) throw new BrokenException();
            spin.SpinOnce(sleep1Threshold: -1);
        }
    }

    /// <summary>Lets all who wait, now or later, go with a <see cref="BrokenException"/>.</summary>
    public void Break() => _broken = true;

    /// <summary>A participant will never arrive.</summary>
    public sealed class BrokenException : Exception;
}
