using System.Runtime.ExceptionServices;
using Tickstorm.Traces.Inputs;

namespace Tickstorm.Traces.Formats;

/// <summary>A stream whose first bytes were read already and are given again.</summary>
/// <param name="prefix">The first bytes.</param>
/// <param name="rest">What follows them.</param>
/// <param name="fault">Why nothing can follow them; null when something can.</param>
internal sealed class PrefixStream(byte[] prefix, Stream rest, Exception? fault = null) : OnceStream
{
    private int _given;

    public override int Read(Span<byte> buffer)
    {
        if (_given >= prefix.Length && fault is not null) ExceptionDispatchInfo.Throw(fault);
        if (_given >= prefix.Length) return rest.Read(buffer);
        int length = Math.Min(buffer.Length, prefix.Length - _given);
        prefix.AsSpan(_given, length).CopyTo(buffer);
        _given += length;
        return length;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) rest.Dispose();
        base.Dispose(disposing);
    }
}
