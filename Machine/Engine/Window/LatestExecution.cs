using System.Runtime.InteropServices;

namespace Tickstorm.Engine.Window;

/// <summary>What a worker keeps of a process in the open window: where its saved state and what it sent and measured lie.</summary>
[StructLayout(LayoutKind.Auto)]
internal struct LatestExecution
{
    public bool HasExecuted;
    public int SavedAt;
    public int MessageStart;
    public int MessageCount;
    public int AheadStart;
    public int AheadCount;
    public int StatisticStart;
    public int StatisticCount;

    /// <summary>Its number among those that <see cref="Settler"/> settles, from 1; 0 for none.</summary>
    public int Member;

    /// <summary>Where it says when it read the published values, from 1; 0 where nothing is published.</summary>
    public int ReadsAt;
}
