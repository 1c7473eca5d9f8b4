using System.Threading.Channels;
using Tickstorm.Traces.Runs;
using Tickstorm.Tracing;

namespace Tickstorm.Traces.Formats.Otlp;

/// <summary>
/// Posts a run's spans while it runs: what files hold. When the receiver is slow the run waits; what is lost all the same is
/// counted.
/// </summary>
public sealed class OtlpLiveWriter : TraceWriter
{
    private const int BatchBytes = 1 << 18;

    /// <summary>Batches between the run and the network.</summary>
    private const int MostQueued = 8;
    private readonly Channel<(byte[] Batch, long Spans)> _queue = Channel.CreateBounded<(byte[], long)>(MostQueued);
    private readonly OtlpSender _sender;
    private readonly IOtlpEncoder _encoder;
    private readonly SpanBuilder _spans;
    private readonly RunAssembler _assembler;
    private readonly Task _sending;
    private readonly bool _isJson;
    private long _inBatch;
    private long _lost;

    /// <summary>
    /// Starts to send to <paramref name="endpoint"/>; what is not sent when <paramref name="cancel"/> says so is lost, and counted.
    /// Pauses are by <paramref name="clock"/>, the system's when null.
    /// </summary>
    public OtlpLiveWriter(
        OtlpEndpoint endpoint, TraceRunInfo info, int tries = 6, TimeSpan? firstPause = null, TimeProvider? clock = null,
        CancellationToken cancel = default)
        : base(info, null)
    {
        _sender = new OtlpSender(endpoint, tries, firstPause ?? TimeSpan.FromMilliseconds(250), clock ?? TimeProvider.System, cancel);
        _isJson = endpoint.Protocol == OtlpProtocol.HttpJson;
        _encoder = _isJson ? new OtlpJson(info) : new OtlpProtobuf(info);
        _spans = new SpanBuilder(info, Take);
        _assembler = new RunAssembler(info, _spans);
        _sending = Task.Run(SendAsync, CancellationToken.None);
    }

    /// <summary>Spans made so far.</summary>
    public long Spans => _spans.Spans;

    /// <summary>Spans that the receiver did not take.</summary>
    public long LostSpans => Interlocked.Read(ref _lost);

    /// <summary>Why spans were lost; null while none were.</summary>
    public string? Fault => LostSpans > 0 ? _sender.LastFault : null;

    /// <summary>What the receiver has to say though it took everything; null when it said nothing.</summary>
    public string? Warning => _sender.Warning;

    /// <inheritdoc/>
    protected override void Put(in TraceRecord record) => _assembler.Take(record);

    /// <inheritdoc/>
    protected override void Close(TraceTotals? totals)
    {
        _assembler.Finish(totals?.SimulatedNs);
        if (totals is not null) _spans.Run(totals);
        Flush();
        _queue.Writer.Complete();
        _sending.GetAwaiter().GetResult();
        _sender.Dispose();
        _encoder.Dispose();
    }

    private void Take(OtlpSpan span)
    {
        _encoder.Add(span);
        _inBatch++;
        if (_encoder.Length >= BatchBytes) Flush();
    }

    private void Flush()
    {
        ReadOnlySpan<byte> batch = _encoder.Finish();
        if (batch.IsEmpty) return;
        (byte[] Batch, long Spans) item = (_isJson ? [.. "{\"resourceSpans\":["u8, .. batch, .. "]}"u8] : batch.ToArray(), _inBatch);
        _inBatch = 0;
        // Full: the run waits here until the network has taken a batch.
        if (!_queue.Writer.TryWrite(item)) _queue.Writer.WriteAsync(item).AsTask().GetAwaiter().GetResult();
    }

    private async Task SendAsync()
    {
        await foreach ((byte[] batch, long spans) in _queue.Reader.ReadAllAsync().ConfigureAwait(false))
            Interlocked.Add(ref _lost, await _sender.SendAsync(batch, spans).ConfigureAwait(false));
    }
}
