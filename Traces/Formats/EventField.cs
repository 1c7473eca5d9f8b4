namespace Tickstorm.Traces.Formats;

/// <summary>Where the text of a field is.</summary>
internal enum FieldPlace : byte
{
    /// <summary>In the field itself.</summary>
    Here,

    /// <summary>At an offset from the event's begin, in the field's lower half; its length is the upper half (__data_loc).</summary>
    FromBegin,

    /// <summary>The same, from the field's end (__rel_loc).</summary>
    FromField,
}

/// <summary>One field of an event.</summary>
internal readonly record struct EventField(int Offset, int Size, bool IsSigned, FieldPlace Place)
{
    /// <summary>No such field.</summary>
    public static EventField None { get; } = new(0, 0, false, FieldPlace.Here);

    /// <summary>False where the event has no such field.</summary>
    public bool IsThere => Size > 0;
}
