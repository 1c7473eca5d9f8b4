using SharpCompress.Compressors.Xz;
using Tickstorm.Traces.Inputs;

namespace Tickstorm.Traces.Formats;

/// <summary>The unpacked bytes of an xz file: one stream behind the other, perhaps with zeros in between.</summary>
internal sealed class XzFile(Stream packed) : ReadStream
{
    private readonly Counted _packed = new(packed);
    private XZStream? _stream;

    public override int Read(Span<byte> buffer)
    {
        byte[] piece = new byte[buffer.Length];
        int read = Read(piece, 0, piece.Length);
        piece.AsSpan(0, read).CopyTo(buffer);
        return read;
    }

    // The library writes into arrays alone.
    public override int Read(byte[] buffer, int offset, int count)
    {
        while (true)
        {
            if (_stream is null)
            {
                if (!_packed.SkipZeros()) return 0;
                _stream = new XZStream(_packed);
            }

            if (_stream.Read(buffer, offset, count) is > 0 and int read) return read;
            _stream = null;
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) packed.Dispose();
        base.Dispose(disposing);
    }

    // The library asks for the position, by which the parts of a stream are aligned.
    private sealed class Counted(Stream inner) : ReadStream
    {
        private readonly byte[] _ahead = new byte[1];
        private bool _hasAhead;
        private long _position;

        public override long Position { get => _position; set => throw new NotSupportedException(); }

        /// <summary>Passes over zeros; false at the end.</summary>
        public bool SkipZeros()
        {
            while (inner.Read(_ahead, 0, 1) == 1)
            {
                if (_ahead[0] != 0) return _hasAhead = true;
                _position++;
            }

            return false;
        }

        public override int Read(Span<byte> buffer)
        {
            if (buffer.IsEmpty) return 0;
            int read = 1;
            if (_hasAhead) buffer[0] = _ahead[0];
            else read = inner.Read(buffer);
            _hasAhead = false;
            _position += read;
            return read;
        }
    }
}
