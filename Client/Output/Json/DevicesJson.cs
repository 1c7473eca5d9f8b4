using System.Text.Json;
using Tickstorm.Results;

namespace Tickstorm.Client.Output.Json;

/// <summary>What became of devices' interrupts, as JSON.</summary>
internal static class DevicesJson
{
    /// <summary>Writes the property "devices".</summary>
    public static void Write(Utf8JsonWriter json, DeviceReport devices)
    {
        json.WriteStartObject("devices");
        json.WriteNumber("raised", devices.Raised);
        json.WriteNumber("handled", devices.Handled);
        json.WriteNumber("pending", devices.Pending);
        json.WriteNumber("sentOn", devices.SentOn);
        json.WriteNumber("strays", devices.Strays);
        json.WriteStartObject("lost");
        json.WriteNumber("irrFull", devices.Lost.IrrFull);
        json.WriteNumber("lineInProgress", devices.Lost.LineInProgress);
        json.WriteNumber("lineDisabled", devices.Lost.LineDisabled);
        json.WriteNumber("noAction", devices.Lost.NoAction);
        json.WriteNumber("pinMasked", devices.Lost.PinMasked);
        json.WriteNumber("merged", devices.Lost.Merged);
        json.WriteNumber("noHandler", devices.Lost.NoHandler);
        json.WriteEndObject();
        json.WriteStartArray("lines");
        foreach (LineReport line in devices.Lines) Write(json, line);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, LineReport line)
    {
        json.WriteStartObject();
        json.WriteNumber("line", line.Line);
        json.WriteNumber("irq", line.Irq);
        json.WriteString("kind", line.Kind);
        json.WriteNumber("cpu", line.Cpu);
        json.WriteNumber("vector", line.Vector);
        json.WriteNumber("raised", line.Raised);
        json.WriteNumber("runs", line.Runs);
        json.WriteNumber("moves", line.Moves);
        json.WriteNumber("failedMoves", line.FailedMoves);
        json.WriteNumber("resends", line.Resends);
        json.WriteStartArray("kstat");
        foreach ((int cpu, long count) in line.Kstat)
        {
            json.WriteStartObject();
            json.WriteNumber("cpu", cpu);
            json.WriteNumber("count", count);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
