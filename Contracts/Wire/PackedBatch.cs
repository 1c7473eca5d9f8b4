using Tickstorm.Engine;
using Tickstorm.Engine.Window;

namespace Tickstorm.Contracts.Wire;

/// <summary>Packs the lists of one round for one silo: variable-length integers, times as differences.</summary>
public static class PackedBatch
{
    private const byte Format = 1;

    /// <summary>The lists as bytes.</summary>
    public static byte[] Pack(IReadOnlyList<SenderList> lists)
    {
        ArgumentNullException.ThrowIfNull(lists);
        using MemoryStream stream = new();
        using BinaryWriter writer = new(stream);
        writer.Write(Format);
        writer.Write7BitEncodedInt(lists.Count);
        foreach (SenderList list in lists)
        {
            writer.Write7BitEncodedInt(list.Source);
            writer.Write7BitEncodedInt(list.Messages.Length);
            long time = 0;
            uint sequence = 0;
            foreach (ref readonly Message message in list.Messages.AsSpan())
            {
                writer.Write7BitEncodedInt64(message.Time - time);
                writer.Write7BitEncodedInt64(message.Sequence - (long)sequence);
                writer.Write7BitEncodedInt(message.Target);
                writer.Write7BitEncodedInt(message.Kind);
                writer.Write7BitEncodedInt64(message.A);
                writer.Write7BitEncodedInt64(message.B);
                time = message.Time;
                sequence = message.Sequence;
            }
        }

        writer.Flush();
        return stream.ToArray();
    }

    /// <summary>The lists from their bytes.</summary>
    /// <exception cref="InvalidDataException">They are in another format.</exception>
    public static IReadOnlyList<SenderList> Unpack(byte[] bytes)
    {
        using BinaryReader reader = new(new MemoryStream(bytes, writable: false));
        byte format = reader.ReadByte();
        if (format != Format) throw new InvalidDataException($"A batch has format {format}; this silo reads format {Format}.");
        SenderList[] lists = new SenderList[reader.Read7BitEncodedInt()];
        for (int i = 0; i < lists.Length; i++)
        {
            int source = reader.Read7BitEncodedInt();
            Message[] messages = new Message[reader.Read7BitEncodedInt()];
            long time = 0, sequence = 0;
            for (int m = 0; m < messages.Length; m++)
            {
                time += reader.Read7BitEncodedInt64();
                sequence += reader.Read7BitEncodedInt64();
                messages[m] = new Message
                {
                    Time = time,
                    Source = source,
                    Sequence = (uint)sequence,
                    Target = reader.Read7BitEncodedInt(),
                    Kind = reader.Read7BitEncodedInt(),
                    A = reader.Read7BitEncodedInt64(),
                    B = reader.Read7BitEncodedInt64(),
                };
            }

            lists[i] = new SenderList(source, messages);
        }

        return lists;
    }
}
