namespace Tickstorm.Traces.Formats.Otlp;

/// <summary>What an attribute holds.</summary>
internal enum OtlpType : byte
{
    Number,
    Text,
    Truth,
}

/// <summary>A value of an attribute.</summary>
internal readonly record struct OtlpValue(string Key, OtlpType Type, long Number, string? Text)
{
    public static OtlpValue Of(string key, long number) => new(key, OtlpType.Number, number, null);

    public static OtlpValue Of(string key, string text) => new(key, OtlpType.Text, 0, text);

    public static OtlpValue Of(string key, bool truth) => new(key, OtlpType.Truth, truth ? 1 : 0, null);
}

/// <summary>A span of OTLP, filled again and again.</summary>
internal sealed class OtlpSpan
{
    /// <summary>Kinds of spans (trace.proto, SpanKind): what is neither sent nor received is internal.</summary>
    public const int Internal = 1, Producer = 4, Consumer = 5;

    /// <summary>The status of what was lost (trace.proto, StatusCode); the rest is unset.</summary>
    public const int Error = 2;

    public (ulong High, ulong Low) Trace;
    public ulong Id;

    /// <summary>0 for a root.</summary>
    public ulong Parent;
    public string Name = "";
    public int Kind;
    public long StartUnixNs;
    public long EndUnixNs;
    public int Status;
    public string? StatusMessage;
    public int DroppedLinks;

    public List<OtlpValue> Attributes { get; } = [];

    /// <summary>Events; their attributes are a range of <see cref="EventAttributes"/>.</summary>
    public List<(long UnixNs, string Name, int From, int To)> Events { get; } = [];

    public List<OtlpValue> EventAttributes { get; } = [];

    public List<((ulong High, ulong Low) Trace, ulong Span, string Why)> Links { get; } = [];

    /// <summary>Makes it as new.</summary>
    public void Reset()
    {
        Parent = 0;
        Kind = Internal;
        Status = 0;
        StatusMessage = null;
        DroppedLinks = 0;
        Attributes.Clear();
        Events.Clear();
        EventAttributes.Clear();
        Links.Clear();
    }
}
