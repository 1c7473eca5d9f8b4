using System.Collections.Concurrent;

namespace Tickstorm.Chaos.Links;

/// <summary>How it is to get from one silo to another.</summary>
internal enum LinkState
{
    /// <summary>As on loopback.</summary>
    Open,

    /// <summary>Each piece of data takes a while.</summary>
    Slow,

    /// <summary>Nothing passes, and no end is told of it.</summary>
    Silent,

    /// <summary>Connections are reset, and new ones too.</summary>
    Reset,
}

/// <summary>The links between silos, by their numbers, each direction by itself.</summary>
internal sealed class Links
{
    private readonly ConcurrentDictionary<(int From, int To), LinkState> _states = new();

    /// <summary>Counts the changes: who waits for one looks again.</summary>
    public int Version { get; private set; }

    public LinkState Of(int from, int to) => _states.GetValueOrDefault((from, to));

    public void Set(int from, int to, LinkState state)
    {
        _states[(from, to)] = state;
        Version++;
    }
}
