using System.Text.Json;
using Tickstorm.Results;

namespace Tickstorm.Client.Output.Json;

/// <summary>What became of broadcasts, as JSON.</summary>
internal static class BroadcastJson
{
    /// <summary>Writes the property "broadcast".</summary>
    public static void Write(Utf8JsonWriter json, BroadcastReport broadcast)
    {
        json.WriteStartObject("broadcast");
        json.WriteString("device", broadcast.Device);
        json.WriteNumber("handled", broadcast.Handled);
        json.WriteNumber("targets", broadcast.Targets);
        json.WriteNumber("accepted", broadcast.Accepted);
        json.WriteNumber("coalesced", broadcast.Coalesced);
        json.WriteNumber("inFlight", broadcast.InFlight);
        json.WriteNumber("icrWrites", broadcast.IcrWrites);
        json.WriteNumber("enters", broadcast.Enters);
        json.WriteNumber("exits", broadcast.Exits);
        json.WriteNumber("busy", broadcast.Busy);
        json.WriteNumber("unarmed", broadcast.Unarmed);
        json.WriteNumber("forced", broadcast.Forced);
        json.WriteNumber("programs", broadcast.Programs);
        json.WriteNumber("holdMaxNs", broadcast.HoldMaxNs);
        json.WriteNumber("holdTotalNs", broadcast.HoldTotalNs);
        json.WriteEndObject();
    }
}
