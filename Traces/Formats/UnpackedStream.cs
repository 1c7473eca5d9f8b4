using SharpCompress.Common;
using SharpCompress.Compressors.ZStandard;
using Tickstorm.Traces.Inputs;

namespace Tickstorm.Traces.Formats;

/// <summary>
/// The unpacked bytes that a library gives: each has exceptions of its own for data that is damaged, and some look at the beginning when
/// they are made.
/// </summary>
/// <param name="open">Makes the library's stream, at the first read.</param>
internal sealed class UnpackedStream(Func<Stream> open) : ReadStream
{
    private const int Piece = 1 << 16;

    private readonly byte[] _piece = new byte[Piece];
    private Stream? _inner;

    /// <exception cref="InvalidDataException">The packed data is damaged.</exception>
    public override int Read(Span<byte> buffer)
    {
        try
        {
            _inner ??= open();
            int read = _inner.Read(_piece, 0, Math.Min(buffer.Length, Piece));
            _piece.AsSpan(0, read).CopyTo(buffer);
            return read;
        }
        catch (Exception fault) when (fault is SharpCompressException or ZstdException or EndOfStreamException
            or IndexOutOfRangeException or ArgumentException or ArithmeticException or NotSupportedException
            or NotImplementedException or InvalidOperationException or OutOfMemoryException)
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
