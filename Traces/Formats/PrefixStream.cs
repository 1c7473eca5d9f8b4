using System.Runtime.ExceptionServices;

namespace Tickstorm.Traces.Formats;

/// <summary>A stream whose first bytes were read already and are given again.</summary>
/// <param name="prefix">The first bytes.</param>
/// <param name="rest">What follows them.</param>
/// <param name="fault">Why nothing can follow them; null when something can.</param>
internal sealed class PrefixStream(byte[] prefix, Stream rest, Exception? fault = null) : Stream
{
    private int _given;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        if (_given >= prefix.Length && fault is not null) ExceptionDispatchInfo.Throw(fault);
        if (_given >= prefix.Length) return rest.Read(buffer);
        int length = Math.Min(buffer.Length, prefix.Length - _given);
        prefix.AsSpan(_given, length).CopyTo(buffer);
        _given += length;
        return length;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing) rest.Dispose();
        base.Dispose(disposing);
    }
}
