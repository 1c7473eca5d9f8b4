namespace Tickstorm.Traces.Inputs;

/// <summary>
/// A stream whose reads end when the user does not want to wait any longer: a pipe may never say anything, and a file may be without end.
/// </summary>
/// <param name="inner">What is read.</param>
/// <param name="waits">True for a pipe or a terminal, whose reads may take for ever.</param>
/// <param name="cancel">Ends a read by an <see cref="OperationCanceledException"/>.</param>
internal sealed class PatientStream(Stream inner, bool waits, CancellationToken cancel) : OnceStream
{
    private const int Piece = 1 << 16;

    // A read that was given up may still write into the buffer that it was given.
    private readonly byte[] _piece = waits ? new byte[Piece] : [];

    public override int Read(Span<byte> buffer)
    {
        cancel.ThrowIfCancellationRequested();
        if (!waits) return inner.Read(buffer);
        int most = Math.Min(buffer.Length, Piece);
        int read = Patience.Wait(() => inner.Read(_piece, 0, most), cancel);
        _piece.AsSpan(0, read).CopyTo(buffer);
        return read;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) inner.Dispose();
        base.Dispose(disposing);
    }
}
