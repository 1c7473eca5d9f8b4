namespace Tickstorm.Engine;

/// <summary>How much of what a model's processes send depends on nothing that they may receive.</summary>
public enum SendsAhead
{
    /// <summary>Nothing is known.</summary>
    Nothing,

    /// <summary>Some of it.</summary>
    Some,

    /// <summary>All of it: once that is sent, no process is ever executed again.</summary>
    All,
}
