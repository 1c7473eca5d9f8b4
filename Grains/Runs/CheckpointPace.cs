using Tickstorm.Contracts.Runs;

namespace Tickstorm.Grains.Runs;

/// <summary>
/// When the next checkpoint of an epoch is due: after so many windows, and not before so much time has gone into windows that what is stood
/// still for checkpoints stays within a share. Nothing but the times of checkpoints depends on it.
/// </summary>
/// <param name="request">How many windows, and which share.</param>
/// <param name="processesOfSilo">How many processes a silo saves.</param>
internal sealed class CheckpointPace(RunRequest request, long processesOfSilo)
{
    // A silo with one worker takes about so long the first time, whose arrays are new; from then on it is known.
    private const double FirstSecondsPerProcess = 1e-6;

    private readonly int _every = request.CheckpointEvery;
    private readonly double _share = request.CheckpointShare;
    private double _pause = processesOfSilo * FirstSecondsPerProcess;
    private double _seconds;
    private long _windows;

    /// <summary>True when the next one is due.</summary>
    public bool IsDue => _every > 0 && _windows >= _every && IsLongAgo;

    /// <summary>After how many windows more the silos are to be heard again.</summary>
    public long WindowsLeft
    {
        get
        {
            // Time is looked at whenever they report of themselves.
            if (_every == 0 || !IsLongAgo) return long.MaxValue;
            // Due while the one before is still being written: there are reports more often, until it is.
            return _windows < _every ? _every - _windows : Math.Max(1, _every / 8);
        }
    }

    private bool IsLongAgo => _seconds * _share >= _pause || _share <= 0;

    /// <summary>Windows were executed.</summary>
    public void Add(long windows, double seconds)
    {
        _windows += windows;
        _seconds += seconds;
    }

    /// <summary>A checkpoint was taken, for which so many seconds were stood still.</summary>
    public void Taken(double pause) => (_windows, _seconds, _pause) = (0, 0, pause);
}
