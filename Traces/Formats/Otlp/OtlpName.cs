using System.Text;

namespace Tickstorm.Traces.Formats.Otlp;

/// <summary>The name of an attribute: text for writers, UTF-8 for readers, who compare it with millions of keys.</summary>
internal sealed class OtlpName(string text)
{
    private readonly byte[] _utf8 = Encoding.UTF8.GetBytes(text);

    public static implicit operator string(OtlpName name) => name.ToString();

    /// <summary>True when a key in a file is this name.</summary>
    public bool Is(ReadOnlySpan<byte> key) => key.SequenceEqual(_utf8);

    /// <inheritdoc/>
    public override string ToString() => text;
}
