using Tickstorm.Traces.Inputs;

namespace Tickstorm.Traces.Formats;

/// <summary>A trace or capture that is being read: its first bytes, to tell its format by, and all of them.</summary>
/// <remarks>Nothing is asked of where it comes from but that it can be read once: files, pipes and standard input, packed by gzip, xz,
/// zstd or bzip2, or not.</remarks>
public sealed class TraceInput : IDisposable
{
    /// <summary>The bytes that formats are told apart by.</summary>
    private const int BeginSize = 4_096;

    private readonly byte[] _begin = [];
    private readonly InputFile? _file;
    private readonly Stream _stream = Stream.Null;
    private readonly bool _isPacked;

    /// <summary>Opens a file, a pipe, standard input, or a folder.</summary>
    /// <exception cref="TraceFormatException">It is empty, or compressed in a way that is not read.</exception>
    public TraceInput(InputFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        (_file, Name, Path, Cancel, IsFolder) = (file, file.Name, file.Path, file.Cancel, file.IsFolder);
        if (IsFolder) return;
        Stream stream = file.Open();
        try
        {
            (_stream, _begin, _isPacked) = Unpacked(stream, Name);
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    /// <summary>Takes a stream that is open; <paramref name="name"/> names it in messages.</summary>
    /// <exception cref="TraceFormatException">It is empty, or compressed in a way that is not read.</exception>
    public TraceInput(Stream stream, string name)
    {
        (Name, Path) = (name, name);
        (_stream, _begin, _isPacked) = Unpacked(stream, name);
    }

    /// <summary>What messages call it.</summary>
    public string Name { get; }

    /// <summary>The path as it was given.</summary>
    public string Path { get; }

    /// <summary>Asks to stop reading.</summary>
    public CancellationToken Cancel { get; }

    /// <summary>True for a folder.</summary>
    public bool IsFolder { get; }

    /// <summary>True to sort the events of each CPU where they are out of order, false to refuse them.</summary>
    public bool AllowUnsorted { get; init; }

    /// <summary>The first bytes, unpacked; empty for a folder.</summary>
    public ReadOnlySpan<byte> Begin => _begin;

    /// <summary>All bytes from the first on, unpacked.</summary>
    internal Stream Stream => _stream;

    /// <summary>The same to be read at any place: what cannot be read so is copied to a file that goes away when it is closed.</summary>
    internal FileStream Anywhere() => _isPacked || _file is not { IsStandard: false } ? InputFile.Copy(_stream) : CopiedUnlessFile(_file);

    /// <summary>Takes what a reader finds, and refuses what cannot be; <paramref name="place"/> says where the reader is,
    /// <paramref name="isOrdered"/> that records must be in the total order.</summary>
    internal CaptureGuard Guard(ICaptureSink sink, Func<string> place, bool isOrdered = false) =>
        new(this, sink, place) { IsOrdered = isOrdered };

    /// <inheritdoc/>
    public void Dispose() => _stream.Dispose();

    private FileStream CopiedUnlessFile(InputFile file) => file.IsOrdinary ? file.OpenAnywhere() : InputFile.Copy(_stream);

    private static (Stream Stream, byte[] Begin, bool IsPacked) Unpacked(Stream stream, string name)
    {
        (PrefixStream peeked, byte[] begin) = Peek(stream);
        if (begin.Length == 0) throw new TraceFormatException(name, "offset 0", "the file is empty", "a trace was expected");
        if (Packer(begin) is not { } packer) return (peeked, begin, false);
        (peeked, begin) = Peek(Packing.Open(peeked, packer));
        if (begin.Length == 0)
        {
            throw new TraceFormatException(
                name, "offset 0", "there is nothing in the compressed file", $"a complete {packer} file was expected");
        }

        return (peeked, begin, true);
    }

    private static string? Packer(ReadOnlySpan<byte> begin)
    {
        if (begin is [0x1f, 0x8b, ..]) return "gzip";
        if (begin.StartsWith((ReadOnlySpan<byte>)[0xfd, (byte)'7', (byte)'z', (byte)'X', (byte)'Z', 0])) return "xz";
        if (begin.StartsWith((ReadOnlySpan<byte>)[0x28, 0xb5, 0x2f, 0xfd])) return "zstd";
        return begin is [(byte)'B', (byte)'Z', (byte)'h', >= (byte)'1' and <= (byte)'9', 0x31, 0x41, ..] ? "bzip2" : null;
    }

    private static (PrefixStream Stream, byte[] Begin) Peek(Stream stream)
    {
        byte[] bytes = new byte[BeginSize];
        int length = 0;
        InvalidDataException? damage = null;
        try
        {
            for (int read = 1; read > 0 && length < bytes.Length; length += read) read = stream.Read(bytes, length, bytes.Length - length);
        }
        catch (InvalidDataException fault)
        {
            // Whoever reads that far hears of it.
            damage = fault;
        }

        byte[] begin = bytes[..length];
        return (new PrefixStream(begin, stream, damage), begin);
    }
}
