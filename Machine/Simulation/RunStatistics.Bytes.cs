using Tickstorm.Processes;
using Tickstorm.Results;
using Tickstorm.Tracing;

namespace Tickstorm.Simulation;

// As bytes: what a part of a machine measured travels to where the result is put together.
public sealed partial class RunStatistics
{
    /// <summary>Everything as bytes.</summary>
    public byte[] ToBytes()
    {
        using MemoryStream stream = new();
        using BinaryWriter writer = new(stream);
        Write(writer);
        writer.Flush();
        return stream.ToArray();
    }

    /// <summary>Adds what <see cref="ToBytes"/> wrote.</summary>
    public void Add(byte[] bytes)
    {
        using BinaryReader reader = new(new MemoryStream(bytes, writable: false));
        Merge(Read(reader, perCpu));
    }

    private void Write(BinaryWriter writer)
    {
        Latency.Write(writer);
        SoftirqDelays.Write(writer);
        CallWaits.Write(writer);
        MovedTimers.Write(writer);
        writer.Write(_fates.Count);
        foreach (((long extra, long late), long count) in _fates)
        {
            writer.Write(extra);
            writer.Write(late);
            writer.Write(count);
        }

        writer.Write(Detections.Count);
        foreach (Detected detected in Detections.Order())
        {
            writer.Write(detected.TimeNs);
            writer.Write(detected.Pack().Extra);
        }

        writer.Write(Worst?.LatencyNs ?? -1);
        writer.Write(Worst?.Cpu ?? -1);
        writer.Write(Worst?.Interrupt ?? -1);
        foreach (LatencyHistogram waits in _waits) waits.Write(writer);
        writer.Write(LongestQueue);
        writer.Write(_late.Count);
        foreach ((long key, (long count, long total)) in _late.OrderBy(late => late.Key))
        {
            writer.Write(key);
            writer.Write(count);
            writer.Write(total);
        }

        foreach (long losses in _losses) writer.Write(losses);
        writer.Write(FirstDrop is not null);
        if (FirstDrop is { } first) Write(writer, first);
        writer.Write(FirstDrops.Count);
        foreach (DropRecord drop in FirstDrops.Values.OrderBy(drop => drop.Cpu)) Write(writer, drop);
    }

    private static RunStatistics Read(BinaryReader reader, bool perCpu)
    {
        RunStatistics read = new(perCpu);
        read.Latency.Read(reader);
        read.SoftirqDelays.Read(reader);
        read.CallWaits.Read(reader);
        read.MovedTimers.Read(reader);
        for (int left = reader.ReadInt32(); left > 0; left--)
            read._fates.Add((reader.ReadInt64(), reader.ReadInt64()), reader.ReadInt64());
        for (int left = reader.ReadInt32(); left > 0; left--)
            read.Detections.Add(Detected.Unpack(reader.ReadInt64(), reader.ReadInt64()));
        WorstTick worst = new(reader.ReadInt64(), reader.ReadInt32(), reader.ReadInt64());
        if (worst.Cpu >= 0) read.Worst = worst;
        foreach (LatencyHistogram waits in read._waits) waits.Read(reader);
        read.LongestQueue = reader.ReadInt32();
        for (int left = reader.ReadInt32(); left > 0; left--) read._late.Add(reader.ReadInt64(), (reader.ReadInt64(), reader.ReadInt64()));
        for (int i = 0; i < Reasons; i++) read._losses[i] = reader.ReadInt64();
        if (reader.ReadBoolean()) read.FirstDrop = ReadDrop(reader);
        for (int left = reader.ReadInt32(); left > 0; left--)
        {
            DropRecord drop = ReadDrop(reader);
            read.FirstDrops.Add(drop.Cpu, drop);
        }

        return read;
    }

    private static void Write(BinaryWriter writer, DropRecord drop)
    {
        writer.Write(drop.TimeNs);
        writer.Write(drop.Cpu);
        writer.Write((byte)drop.Reason);
        writer.Write(drop.Remembered);
        writer.Write(drop.Line ?? -1);
        writer.Write(drop.HolderCpu ?? -1);
    }

    private static DropRecord ReadDrop(BinaryReader reader)
    {
        long time = reader.ReadInt64();
        int cpu = reader.ReadInt32();
        DropReason reason = (DropReason)reader.ReadByte();
        bool remembered = reader.ReadBoolean();
        int line = reader.ReadInt32(), holder = reader.ReadInt32();
        return new DropRecord(time, cpu, reason, remembered, line < 0 ? null : line, holder < 0 ? null : holder);
    }
}
