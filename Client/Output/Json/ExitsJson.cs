using System.Text.Json;
using Tickstorm.Results;
using Tickstorm.Tracing;

namespace Tickstorm.Client.Output.Json;

/// <summary>What virtual CPUs left their guests for, as JSON; null of a design without a hypervisor.</summary>
internal static class ExitsJson
{
    private static readonly ExitReason[] s_reasons = [.. Enum.GetValues<ExitReason>().Where(reason => reason != ExitReason.None)];

    /// <summary>Writes the property "exits".</summary>
    public static void Write(Utf8JsonWriter json, ExitReport? exits)
    {
        if (exits is null)
        {
            json.WriteNull("exits");
            return;
        }

        json.WriteStartObject("exits");
        json.WriteNumber("total", exits.Total);
        json.WriteNumber("hostTimers", exits.HostTimers);
        json.WriteNumber("hostNs", exits.HostNs);
        json.WriteFigure("hostNsPerGuestSecond", exits.HostNsPerGuestSecond);
        // All of them: with several seeds each is a figure with its interval.
        json.WriteStartObject("reasons");
        foreach (ExitReason reason in s_reasons) json.WriteNumber(reason.Name(), exits.Count(reason));
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
