using System.Text.Json;

namespace Tickstorm.Traces.Analysis;

/// <summary>The comparison with /proc/interrupts as JSON.</summary>
internal static class InterruptJson
{
    /// <summary>Writes the member.</summary>
    public static void Write(Utf8JsonWriter json, InterruptCheck check)
    {
        json.WriteStartObject("interrupts");
        json.WriteBoolean("agrees", check.Agrees);
        json.WriteString("verdict", check.Verdict);
        json.Objects("rows", check.Rows, row =>
        {
            json.WriteString("label", row.Label);
            json.WriteString("name", row.Name);
            json.WriteNumber("cpu", row.Cpu);
            json.Number("counted", row.Counted);
            json.WriteNumber("captured", row.Captured);
        });
        json.WriteEndObject();
    }
}
