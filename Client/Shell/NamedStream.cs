using Tickstorm.Traces.Outputs;

namespace Tickstorm.Client.Shell;

/// <summary>Passes everything on, and names the output in what goes wrong.</summary>
internal sealed class NamedStream(string label, Stream inner) : Stream
{
    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        try
        {
            inner.Write(buffer);
        }
        catch (UnauthorizedAccessException)
        {
            // A descriptor that is not open, or open for reading only.
            throw new OutputException(label, "it is closed");
        }
        catch (IOException fault) when (fault is not OutputException)
        {
            throw new OutputException(label, fault);
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush()
    {
        try
        {
            inner.Flush();
        }
        catch (UnauthorizedAccessException)
        {
            // A descriptor that is not open, or open for reading only.
            throw new OutputException(label, "it is closed");
        }
        catch (IOException fault) when (fault is not OutputException)
        {
            throw new OutputException(label, fault);
        }
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing) inner.Dispose();
        base.Dispose(disposing);
    }
}
