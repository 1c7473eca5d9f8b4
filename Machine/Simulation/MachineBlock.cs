using Tickstorm.Engine;

namespace Tickstorm.Simulation;

/// <summary>
/// A part of a machine at a commit, as bytes: the states of its processes, their undelivered messages and what was measured.
/// </summary>
public sealed class MachineBlock
{
    private const uint Magic = 0x4b425354;
    private const int Version = 9;

    /// <summary>Everything before this time is committed, ns.</summary>
    public required long CommittedNs { get; init; }

    /// <summary>Each process with its state.</summary>
    public required IReadOnlyList<(int Process, byte[] State)> States { get; init; }

    /// <summary>Messages that wait for these processes.</summary>
    public required Message[] Undelivered { get; init; }

    /// <summary>What was measured, written by <see cref="RunStatistics.ToBytes"/>; empty in all but one block of an owner.</summary>
    public required byte[] Measured { get; init; }

    /// <summary>The block as bytes, for the machine with a fingerprint.</summary>
    public byte[] ToBytes(byte[] fingerprint)
    {
        ArgumentNullException.ThrowIfNull(fingerprint);
        using MemoryStream stream = new();
        using BinaryWriter writer = new(stream);
        writer.Write(Head(fingerprint, CommittedNs, States.Count));
        foreach ((int process, byte[] state) in States)
        {
            writer.Write(process);
            writer.Write(state.Length);
            writer.Write(state);
        }

        StructBytes.WriteAll<Message>(writer, Undelivered);
        writer.Write(Measured.Length);
        writer.Write(Measured);
        writer.Flush();
        return stream.ToArray();
    }

    /// <summary>What stands before the states of so many processes.</summary>
    internal static byte[] Head(byte[] fingerprint, long committedNs, int processes)
    {
        using MemoryStream stream = new();
        using BinaryWriter writer = new(stream);
        writer.Write(Magic);
        writer.Write(Version);
        writer.Write(fingerprint);
        writer.Write(ModelVersion.Current);
        writer.Write(committedNs);
        writer.Write(processes);
        writer.Flush();
        return stream.ToArray();
    }

    /// <summary>A block from its bytes.</summary>
    /// <exception cref="InvalidDataException">They are another version's, or another machine's.</exception>
    public static MachineBlock FromBytes(byte[] bytes, byte[] fingerprint)
    {
        using BinaryReader reader = new(new MemoryStream(bytes, writable: false));
        if (bytes.Length < 40 || reader.ReadUInt32() != Magic) throw new InvalidDataException("This is not a saved part of a machine.");
        int version = reader.ReadInt32();
        if (version != Version)
            throw new InvalidDataException($"The saved part has format {version}; this version reads format {Version}.");
        if (!reader.ReadBytes(fingerprint.Length).AsSpan().SequenceEqual(fingerprint))
            throw new InvalidDataException("The saved part belongs to another scenario or design.");
        string model = reader.ReadString();
        if (model != ModelVersion.Current)
            throw new InvalidDataException($"The saved part was computed by model {model}; this version has {ModelVersion.Current}.");
        long committed = reader.ReadInt64();
        List<(int, byte[])> states = new();
        for (int left = reader.ReadInt32(); left > 0; left--)
        {
            int process = reader.ReadInt32();
            states.Add((process, reader.ReadBytes(reader.ReadInt32())));
        }

        Message[] undelivered = StructBytes.ReadAll<Message>(reader);
        byte[] measured = reader.ReadBytes(reader.ReadInt32());
        return new MachineBlock { CommittedNs = committed, States = states, Undelivered = undelivered, Measured = measured };
    }
}
