namespace Tickstorm.Traces.Formats;

/// <summary>A trace or capture that cannot be read: where, what is wrong, what would be right.</summary>
public sealed class TraceFormatException : Exception
{
    /// <summary>A fault at <paramref name="place"/> ("line 12", "offset 0x40") of <paramref name="file"/>.</summary>
    public TraceFormatException(string file, string place, string wrong, string right)
        : base($"{file}: {place}: {wrong}; {right}")
    {
        File = file;
        Place = place;
    }

    /// <summary>The file as it was given.</summary>
    public string File { get; }

    /// <summary>The line or byte offset.</summary>
    public string Place { get; }
}
