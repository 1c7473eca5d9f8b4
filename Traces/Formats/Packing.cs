using System.IO.Compression;
using SharpCompress.Common;
using SharpCompress.Compressors.BZip2;
using SharpCompress.Compressors.ZStandard;

namespace Tickstorm.Traces.Formats;

/// <summary>Opens files that are packed as a whole.</summary>
internal static class Packing
{
    /// <summary>The unpacked bytes of a stream; what is damaged in it shows as <see cref="InvalidDataException"/>.</summary>
    public static Stream Open(Stream stream, string packer) => packer switch
    {
        "zstd" => new Unpacked(() => new DecompressionStream(stream, 0, checkEndOfStream: true, leaveOpen: false)),
        "bzip2" => new Unpacked(() => BZip2Stream.Create(
            stream, SharpCompress.Compressors.CompressionMode.Decompress, true, false, false)),
        _ => new GZipStream(stream, CompressionMode.Decompress),
    };

    // Each library has exceptions of its own for the same thing; some look at the beginning when they are made.
    private sealed class Unpacked(Func<Stream> open) : Stream
    {
        private Stream? _inner;

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

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

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing) _inner?.Dispose();
            base.Dispose(disposing);
        }
    }
}
