using System.Globalization;

namespace Tickstorm.Traces.Formats;

/// <summary>The description of an event by its kernel (tracefs: events/SYSTEM/EVENT/format), by which its bytes are read.</summary>
internal sealed class EventFormat
{
    private readonly Dictionary<string, EventField> _fields = [];

    private EventFormat(string system) => System = system;

    /// <summary>Its subsystem.</summary>
    public string System { get; }

    /// <summary>Its name.</summary>
    public string Name { get; private set; } = "";

    /// <summary>Its number in this kernel.</summary>
    public int Id { get; private set; } = -1;

    /// <summary>Parses a description; null when it is none.</summary>
    public static EventFormat? Parse(string system, string text)
    {
        EventFormat format = new(system);
        foreach (string line in text.Split('\n'))
        {
            string trimmed = line.Trim();
            if (trimmed.StartsWith("name:", StringComparison.Ordinal)) format.Name = trimmed[5..].Trim();
            else if (trimmed.StartsWith("ID:", StringComparison.Ordinal)) format.Id = Number(trimmed[3..]);
            else if (trimmed.StartsWith("field", StringComparison.Ordinal)) format.Field(trimmed);
            else if (trimmed.StartsWith("print fmt", StringComparison.Ordinal)) break;
        }

        return format.Name.Length > 0 && format.Id >= 0 ? format : null;
    }

    /// <summary>A field by the first of its names that is there: kernels have renamed some.</summary>
    public EventField this[params ReadOnlySpan<string> names]
    {
        get
        {
            foreach (string name in names)
            {
                if (_fields.TryGetValue(name, out EventField field)) return field;
            }

            return EventField.None;
        }
    }

    // "field:__data_loc char[] name;	offset:12;	size:4;	signed:1;" - kernels before 2.6.32 do not say "signed".
    private void Field(string line)
    {
        string[] parts = line.Split(';', StringSplitOptions.TrimEntries);
        if (parts.Length < 3 || parts[0].IndexOf(':', StringComparison.Ordinal) is var colon && colon < 0) return;
        string declared = parts[0][(colon + 1)..].Trim();
        FieldPlace place = declared.StartsWith("__data_loc", StringComparison.Ordinal) ? FieldPlace.FromBegin
            : declared.StartsWith("__rel_loc", StringComparison.Ordinal) ? FieldPlace.FromField : FieldPlace.Here;
        int bracket = declared.EndsWith(']') ? declared.LastIndexOf('[') : -1;
        string name = bracket < 0 ? declared : declared[..bracket];
        name = name[(name.LastIndexOfAny([' ', '*']) + 1)..];
        int offset = Value(parts, "offset:"), size = Value(parts, "size:");
        bool isSigned = Value(parts, "signed:") == 1
            || (Value(parts, "signed:") < 0 && !declared.StartsWith("unsigned", StringComparison.Ordinal));
        if (offset < 0 || size < 0 || name.Length == 0) return;
        _fields[name] = new EventField(offset, size, isSigned, place);
    }

    private static int Value(string[] parts, string key)
    {
        foreach (string part in parts)
        {
            if (part.StartsWith(key, StringComparison.Ordinal)) return Number(part[key.Length..]);
        }

        return -1;
    }

    private static int Number(string text) =>
        int.TryParse(text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out int value) ? value : -1;
}
