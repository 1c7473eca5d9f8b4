using Microsoft.Win32.SafeHandles;

namespace Tickstorm.Traces.Outputs;

/// <summary>
/// Writes to a file so that each write is there whole or not at all: where the disk is full, what of it did get there is taken back.
/// </summary>
internal sealed class ChunkStream(SafeFileHandle file, long at = 0) : Stream
{
    private long _at = at;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => _at;

    public override long Position { get => _at; set => throw new NotSupportedException(); }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        try
        {
            RandomAccess.Write(file, buffer, _at);
        }
        catch (IOException)
        {
            RandomAccess.SetLength(file, _at);
            throw;
        }
        catch (ArgumentOutOfRangeException)
        {
            // What the class library makes of EFBIG, a limit on the size of files.
            RandomAccess.SetLength(file, _at);
            throw new IOException("file too large");
        }

        _at += buffer.Length;
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
