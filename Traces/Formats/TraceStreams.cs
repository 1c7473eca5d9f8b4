using System.IO.Compression;
using Tickstorm.Traces.Outputs;

namespace Tickstorm.Traces.Formats;

/// <summary>Opens files and looks at their first bytes.</summary>
internal static class TraceStreams
{
    // Without this switch the framework takes a cut gzip file for a complete one.
    static TraceStreams() => AppContext.SetSwitch("System.IO.Compression.UseStrictValidation", true);

    /// <summary>A trace file to read.</summary>
    /// <exception cref="TraceFormatException">A run is still writing it.</exception>
    public static FileStream Open(string path)
    {
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, 1 << 16);
        }
        catch (IOException fault) when (OutputFile.IsHeld(fault))
        {
            throw new TraceFormatException(path, "whole file", "another process is writing it", "wait for that, or read a copy");
        }
    }

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
