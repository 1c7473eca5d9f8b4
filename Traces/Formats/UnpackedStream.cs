using SharpCompress.Common;
using SharpCompress.Compressors.ZStandard;
using Tickstorm.Traces.Inputs;

namespace Tickstorm.Traces.Formats;

/// <summary>
/// The unpacked bytes that a library gives: each has exceptions of its own for data that is damaged, and some look at the beginning when
/// they are made.
/// </summary>
/// <param name="open">Makes the library's stream, at the first read.</param>
internal sealed class UnpackedStream(Func<Stream> open) : OnceStream
{
    private Stream? _inner;

    /// <exception cref="InvalidDataException">The packed data is damaged.</exception>
    public override int Read(Span<byte> buffer)
    {
        byte[] bytes = new byte[Math.Min(buffer.Length, 1 << 16)];
        try
        {
            _inner ??= open();
            int read = _inner.Read(bytes, 0, bytes.Length);
            bytes.AsSpan(0, read).CopyTo(buffer);
            return read;
        }
        catch (Exception fault) when (fault is SharpCompressException or ZstdException or EndOfStreamException
            or IndexOutOfRangeException or ArgumentException or OverflowException or NotSupportedException)
        {
            throw new InvalidDataException(fault.Message, fault);
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) _inner?.Dispose();
        base.Dispose(disposing);
    }
}
