namespace Tickstorm.Traces.Formats.Otlp;

/// <summary>Encodes batches of spans. A batch is a complete ResourceSpans of one run.</summary>
internal interface IOtlpEncoder : IDisposable
{
    /// <summary>Bytes in the batch so far.</summary>
    int Length { get; }

    /// <summary>Begins a batch, which may then be finished without a span; nothing when one was begun.</summary>
    void Begin();

    /// <summary>Adds a span to the batch.</summary>
    void Add(OtlpSpan span);

    /// <summary>The finished batch, valid until the next span is added; empty when there was none.</summary>
    ReadOnlySpan<byte> Finish();
}
