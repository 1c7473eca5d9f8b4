using System.Buffers.Binary;
using System.Text;

namespace Tickstorm.Traces.Formats;

/// <summary>Reads numbers and texts of a binary head, each checked against its end.</summary>
/// <param name="stream">What is read; it can be read at any place.</param>
/// <param name="file">Its name for messages.</param>
/// <param name="what">What a whole one is, for messages ("a complete trace.dat").</param>
internal sealed class HeadReader(Stream stream, string file, string what)
{
    private const int LongestPart = 1 << 28;
    private const int LongestName = 1_000;

    /// <summary>The file's name for messages.</summary>
    public string Name => file;

    /// <summary>True when numbers have their highest byte first.</summary>
    public bool IsBig { get; set; }

    /// <summary>Where the next byte is.</summary>
    public long Position
    {
        get => stream.Position;
        set => stream.Position = value >= 0 && value <= stream.Length ? value
            : throw Bad(stream.Position, $"a part begins at {value}, which is not within the file");
    }

    /// <summary>Bytes from here to the end.</summary>
    public long Left => stream.Length - stream.Position;

    /// <summary>So many bytes.</summary>
    public byte[] Bytes(long count)
    {
        long at = stream.Position;
        if (count is < 0 or > LongestPart || count > Left) throw Bad(at, $"a part of {count} bytes does not fit the file");
        byte[] bytes = new byte[count];
        if (stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) < count) throw Bad(at, "the file ends here");
        return bytes;
    }

    /// <summary>Passes over so many bytes.</summary>
    public void Skip(long count)
    {
        if (count < 0 || count > Left) throw Bad(stream.Position, $"a part of {count} bytes does not fit the file");
        stream.Position += count;
    }

    /// <summary>A number of one byte.</summary>
    public int Number8() => Bytes(1)[0];

    /// <summary>A number of two bytes.</summary>
    public int Number16() => IsBig ? BinaryPrimitives.ReadUInt16BigEndian(Bytes(2)) : BinaryPrimitives.ReadUInt16LittleEndian(Bytes(2));

    /// <summary>A number of four bytes.</summary>
    public uint Number32() => IsBig ? BinaryPrimitives.ReadUInt32BigEndian(Bytes(4)) : BinaryPrimitives.ReadUInt32LittleEndian(Bytes(4));

    /// <summary>A number of eight bytes.</summary>
    public long Number64() => IsBig ? BinaryPrimitives.ReadInt64BigEndian(Bytes(8)) : BinaryPrimitives.ReadInt64LittleEndian(Bytes(8));

    /// <summary>A text that ends with 0.</summary>
    public string Text()
    {
        long at = stream.Position;
        StringBuilder text = new();
        for (int value = stream.ReadByte(); value != 0; value = stream.ReadByte())
        {
            if (value < 0 || text.Length > LongestName) throw Bad(at, "a name without an end");
            text.Append((char)value);
        }

        return text.ToString();
    }

    /// <summary>Passes over a text, which must be this one.</summary>
    public void Named(string name)
    {
        long at = stream.Position;
        string found = Text();
        if (found != name) throw Bad(at, $"\"{Runs.Printable.Of(found)}\" stands where \"{name}\" was to stand");
    }

    /// <summary>What is wrong at a place.</summary>
    public TraceFormatException Bad(long offset, string wrong) => new(file, $"offset {offset}", wrong, $"{what} was expected");
}
