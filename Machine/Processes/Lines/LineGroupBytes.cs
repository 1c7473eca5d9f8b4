using Tickstorm.Engine;

namespace Tickstorm.Processes.Lines;

/// <summary>A line group's state as bytes.</summary>
internal static class LineGroupBytes
{
    public static void Write(BinaryWriter writer, LineGroupState state)
    {
        StructBytes.WriteAll<LineState>(writer, state.Lines);
        foreach (LockQueue queue in state.Queues) queue.Write(writer);
        writer.Write(state.Spinners.Count);
        foreach ((int line, Waiter spinner) in state.Spinners)
        {
            Waiter waiter = spinner;
            writer.Write(line);
            StructBytes.Write(writer, ref waiter);
        }

        StructBytes.WriteAll<long>(writer, state.DeviceNs);
        StructBytes.WriteAll<uint>(writer, state.DeviceDraws);
        state.IoApic.Write(writer);
        writer.Write(state.Hash);
        writer.Write(state.Sequence);
        writer.Write(state.IoApicFreeNs);
        writer.Write(state.IoApicAcquisitions);
        writer.Write(state.Mis);
        writer.Write(state.PinMessages);
        writer.Write(state.OperationsBegun);
    }

    public static void Read(BinaryReader reader, LineGroupState state)
    {
        StructBytes.ReadInto(reader, state.Lines);
        foreach (LockQueue queue in state.Queues) queue.Read(reader);
        state.Spinners.Clear();
        int spinners = reader.ReadInt32();
        for (int i = 0; i < spinners; i++)
        {
            int line = reader.ReadInt32();
            Waiter waiter = default;
            StructBytes.Read(reader, ref waiter);
            state.Spinners.Add((line, waiter));
        }

        StructBytes.ReadInto(reader, state.DeviceNs);
        StructBytes.ReadInto(reader, state.DeviceDraws);
        state.IoApic.Read(reader);
        state.Hash = reader.ReadUInt64();
        state.Sequence = reader.ReadUInt32();
        state.IoApicFreeNs = reader.ReadInt64();
        state.IoApicAcquisitions = reader.ReadInt64();
        state.Mis = reader.ReadInt64();
        state.PinMessages = reader.ReadInt64();
        state.OperationsBegun = reader.ReadInt32();
    }
}
