namespace Tickstorm.Engine;

/// <summary>
/// A run cannot go on, and would come to the same if it were repeated: the simulation broke a rule of its own, or what it is to start from
/// is not readable. Nothing else means that: a failure of another type, of storage or network, may have passed when it is tried again.
/// </summary>
public class BrokenRunException : Exception
{
    /// <summary>A broken run described by a message.</summary>
    public BrokenRunException(string message) : base(message) { }

    /// <summary>A broken run described by a message, with its cause.</summary>
    public BrokenRunException(string message, Exception inner) : base(message, inner) { }

    /// <summary>A broken run.</summary>
    public BrokenRunException() { }
}
