namespace Tickstorm.Engine.Window;

/// <summary>
/// A settled window executed once more from its saved state, this time with records. Between begin and <see cref="End"/> the owner restores
/// the process and executes it; nothing but the records may come of it.
/// </summary>
internal readonly ref struct TracedRepeat
{
    private readonly Effects _effects;
    private readonly ulong _settledHash;
    private readonly int _messages, _statistics;
    private readonly long _executed;

    /// <summary>Begins, while the process is still in its settled state.</summary>
    public TracedRepeat(Effects effects, ulong settledHash)
    {
        _effects = effects;
        _settledHash = settledHash;
        (_messages, _statistics, _executed) = (effects.MessageCount, effects.StatisticCount, effects.Executed);
        // What is measured again must not be counted with the last entry of before.
        effects.StatisticStart = effects.StatisticCount;
        effects.Tracing = true;
    }

    /// <summary>Ends: all but the records is as it was before.</summary>
    /// <exception cref="BrokenRunException">The process did not repeat itself.</exception>
    public void End(int process, ulong hash, long untilNs)
    {
        _effects.Tracing = false;
        (_effects.MessageCount, _effects.StatisticCount, _effects.Executed) = (_messages, _statistics, _executed);
        if (hash == _settledHash) return;
        throw new BrokenRunException(
            $"Process {process} did not repeat its window before {untilNs} ns: its hash differs with tracing on.");
    }
}
