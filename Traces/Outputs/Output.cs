namespace Tickstorm.Traces.Outputs;

/// <summary>
/// Something that is being written. What stood there before is replaced when it is kept, and not touched otherwise; nobody else can write
/// there meanwhile.
/// </summary>
public abstract class Output : IDisposable
{
    /// <summary>Option and path as they were given, as in <c>--json x.json</c>.</summary>
    public abstract string Label { get; }

    /// <summary>True when something stands there that keeping it will replace.</summary>
    public abstract bool Replaces { get; }

    /// <summary>Where it is now: the path itself, or a name beside it until it is kept.</summary>
    public abstract string Written { get; }

    /// <summary>Puts it in its place.</summary>
    /// <exception cref="OutputException">That failed; it is still where it was written.</exception>
    public abstract void Keep();

    /// <summary>Leaves what was written where it was written, for somebody to salvage.</summary>
    public abstract void Leave();

    /// <summary>Takes it away unless it was kept or left.</summary>
    public abstract void Dispose();
}
