using System.IO.Compression;

namespace Tickstorm.Traces.Formats;

/// <summary>Opens files and looks at their first bytes.</summary>
internal static class TraceStreams
{
    // Without this switch the framework takes a cut gzip file for a complete one.
    static TraceStreams() => AppContext.SetSwitch("System.IO.Compression.UseStrictValidation", true);

    /// <summary>A trace file to read, which may still be written.</summary>
    public static FileStream Open(string path) => new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, 1 << 16);

    /// <summary>A trace file to write.</summary>
    public static FileStream Create(string path) => new(path, FileMode.Create, FileAccess.Write, FileShare.Read, 1 << 16);

    /// <summary>The stream itself, or what it holds when its first bytes are gzip's (RFC 1952).</summary>
    public static Stream Unpacked(Stream stream, out byte[] head)
    {
        Stream peeked = Peek(stream, out head);
        if (head is not [0x1f, 0x8b, ..]) return peeked;
        return Peek(new GZipStream(peeked, CompressionMode.Decompress), out head);
    }

    private static PrefixStream Peek(Stream stream, out byte[] head)
    {
        byte[] bytes = new byte[512];
        int length;
        try
        {
            length = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        }
        catch (InvalidDataException)
        {
            length = 0;
        }

        head = bytes[..length];
        return new PrefixStream(head, stream);
    }
}
