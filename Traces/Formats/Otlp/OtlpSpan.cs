namespace Tickstorm.Traces.Formats.Otlp;

/// <summary>A value of an attribute: a number, or a text when that is not null.</summary>
internal readonly record struct OtlpValue(string Key, long Number, string? Text)
{
    public static OtlpValue Of(string key, long number) => new(key, number, null);

    public static OtlpValue Of(string key, string text) => new(key, 0, text);
}

/// <summary>A span of OTLP, filled again and again.</summary>
internal sealed class OtlpSpan
{
    public (ulong High, ulong Low) Trace;
    public ulong Id;

    /// <summary>0 for a root.</summary>
    public ulong Parent;
    public string Name = "";
    public long StartUnixNs;
    public long EndUnixNs;

    /// <summary>0 unset, 1 ok, 2 error.</summary>
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
        Status = 0;
        StatusMessage = null;
        DroppedLinks = 0;
        Attributes.Clear();
        Events.Clear();
        EventAttributes.Clear();
        Links.Clear();
    }
}
