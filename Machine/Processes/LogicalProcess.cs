using System.Globalization;
using Tickstorm.Engine;

namespace Tickstorm.Processes;

/// <summary>One logical process with its state and one saved state.</summary>
/// <remarks>
/// Messages come before local events of the same time. The ranks of local events, first to last: of a core, timer expiry, broadcast
/// expiry, continuation (dispatch, entry, end of a handler or section), workload; of the line group, acquisition by line number, device by
/// number, operation. The other processes have one local event at a time.
/// </remarks>
public abstract class LogicalProcess
{
    /// <summary>The time of the next local event; <see cref="long.MaxValue"/> when there is none.</summary>
    public abstract long NextLocalNs { get; }

    /// <summary>The running hash of the architectural events.</summary>
    public abstract ulong Hash { get; }

    /// <summary>Executes all events before a time, as <see cref="ISimulationModel.Execute"/> does.</summary>
    public abstract void Execute(long untilNs, ReadOnlySpan<Message> inbox, Effects effects);

    /// <summary>
    /// What it publishes of a value, oldest first, as far as somebody may still read it; empty where it is not the value's writer.
    /// </summary>
    public virtual ReadOnlySpan<PublishedWrite> Published(int value) => default;

    /// <summary>All that it publishes, an element for each value, null for those of others; null when it publishes nothing.</summary>
    public virtual PublishedWrite[]?[]? AllPublished() => null;

    /// <summary>Keeps the state to come back to.</summary>
    public abstract void Save();

    /// <summary>Comes back to the saved state, which stays saved.</summary>
    public abstract void Restore();

    /// <summary>Writes the state.</summary>
    public abstract void Write(BinaryWriter writer);

    /// <summary>Takes a written state.</summary>
    public abstract void Read(BinaryReader reader);

    /// <summary>The state for a reader: names and values.</summary>
    public abstract IReadOnlyList<(string Name, string Value)> Describe(long nowNs);

    /// <summary>The state as bytes.</summary>
    public byte[] ToBytes()
    {
        using MemoryStream stream = new();
        using BinaryWriter writer = new(stream);
        Write(writer);
        writer.Flush();
        return stream.ToArray();
    }

    /// <summary>Takes a state from bytes.</summary>
    public void FromBytes(byte[] bytes)
    {
        using BinaryReader reader = new(new MemoryStream(bytes, writable: false));
        Read(reader);
    }

    /// <summary>A number of a state as text; a time that never comes is "never".</summary>
    private protected static string Text(long value) => value == long.MaxValue ? "never" : value.ToString(CultureInfo.InvariantCulture);
}
