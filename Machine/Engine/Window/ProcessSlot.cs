using System.Runtime.InteropServices;

namespace Tickstorm.Engine.Window;

/// <summary>A process that takes part in the open window.</summary>
/// <typeparam name="T">What the owner itself keeps of it until the commit.</typeparam>
[StructLayout(LayoutKind.Auto)]
internal struct ProcessSlot<T>
    where T : struct
{
    /// <summary>The process.</summary>
    public int Process;

    /// <summary>True when its inbox inside the window has changed since it was last taken.</summary>
    public bool IsDirty;

    /// <summary>Events of its latest execution; see <see cref="ProcessTable{T}.Executed"/>.</summary>
    public long Events;

    /// <summary>
    /// Its next local event after its latest execution, ns: asked while its state was at hand, which a commit leaves where it is.
    /// </summary>
    public long NextLocalNs;

    /// <summary>What its latest execution met that cannot be; null when all was well.</summary>
    public string? Fault;

    /// <summary>The owner's part.</summary>
    public T Own;

    /// <summary>How many events the execution that is to be committed had.</summary>
    /// <exception cref="BrokenRunException">It met what cannot be.</exception>
    public readonly long SettledEvents() => Fault is null ? Events : throw new BrokenRunException(Fault);
}
