using System.IO.Compression;
using SharpCompress.Common;
using SharpCompress.Compressors.BZip2;
using SharpCompress.Compressors.ZStandard;
using Tickstorm.Traces.Inputs;

namespace Tickstorm.Traces.Formats;

/// <summary>Opens files that are packed as a whole.</summary>
internal static class Packing
{
    private const int Piece = 1 << 16;

    /// <summary>The unpacked bytes of a stream; what is damaged in it shows as <see cref="InvalidDataException"/>.</summary>
    public static Stream Open(Stream packed, string packer)
    {
        // Some libraries ask for a byte at a time, which of a pipe takes long.
        BufferedStream stream = new(packed, Piece);
        return packer switch
        {
            "xz" => new Unpacked(() => new XzFile(stream)),
            "zstd" => new Unpacked(() => new DecompressionStream(stream, 0, checkEndOfStream: true, leaveOpen: false)),
            "bzip2" => new Unpacked(() => BZip2Stream.Create(
                stream, SharpCompress.Compressors.CompressionMode.Decompress, true, false, false)),
            _ => new GZipStream(stream, CompressionMode.Decompress),
        };
    }

    // Each library has exceptions of its own for the same thing; some look at the beginning when they are made.
    private sealed class Unpacked(Func<Stream> open) : ReadStream
    {
        private readonly byte[] _piece = new byte[Piece];
        private Stream? _inner;

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
}
