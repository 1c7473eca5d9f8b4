using System.Text.Json;
using Tickstorm.Results;

namespace Tickstorm.Client.Output.Json;

/// <summary>What was done to the guest and to its CPUs, as JSON.</summary>
internal static class GuestJson
{
    /// <summary>Writes the property "snapshots".</summary>
    public static void Write(Utf8JsonWriter json, IReadOnlyList<SnapshotReport> snapshots)
    {
        json.WriteStartArray("snapshots");
        foreach (SnapshotReport snapshot in snapshots)
        {
            json.WriteStartObject();
            json.WriteNumber("timeNs", snapshot.TimeNs);
            json.WriteNumber("outsideNs", snapshot.OutsideNs);
            json.WriteNumber("clockStepNs", snapshot.ClockStepNs);
            json.WriteNumber("timers", snapshot.Timers);
            json.WriteNumber("kept", snapshot.Kept);
            json.WriteNumber("atOnce", snapshot.AtOnce);
            json.WriteNumber("early", snapshot.Early);
            json.WriteNumber("late", snapshot.Late);
            json.WriteNumber("silent", snapshot.Silent);
            json.WriteFigure("latestNs", snapshot.LatestNs);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>Writes the property "hotplug".</summary>
    public static void Write(Utf8JsonWriter json, HotplugReport hotplug)
    {
        json.WriteStartObject("hotplug");
        json.WriteStartArray("changes");
        foreach (HotplugChange change in hotplug.Changes)
        {
            json.WriteStartObject();
            json.WriteNumber("timeNs", change.TimeNs);
            json.WriteNumber("cpu", change.Cpu);
            json.WriteString("action", change.Online ? "online" : "offline");
            json.WriteBoolean("happened", change.Happened);
            json.WriteFigure("deadNs", change.DeadNs);
            json.WriteFigure("dutyTo", change.DutyTo);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteNumber("movedTimers", hotplug.MovedTimers);
        json.WriteFigure("latestMovedNs", hotplug.LatestMovedNs);
        json.WriteNumber("refused", hotplug.Refused);
        json.WriteEndObject();
    }
}
