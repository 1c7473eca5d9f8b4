using System.Text.Json;
using Tickstorm.Results;

namespace Tickstorm.Client.Output.Json;

/// <summary>What host CPUs gave and took, as JSON.</summary>
internal static class HostJson
{
    /// <summary>Writes the property "host".</summary>
    public static void Write(Utf8JsonWriter json, HostReport host)
    {
        json.WriteStartObject("host");
        json.WriteNumber("cpus", host.Cpus);
        json.WriteNumber("busyNs", host.BusyNs);
        json.WriteNumber("guestNs", host.GuestNs);
        json.WriteNumber("switchNs", host.SwitchNs);
        json.WriteNumber("timerInterrupts", host.TimerInterrupts);
        json.WriteNumber("timerNs", host.TimerNs);
        json.WriteNumber("polledNs", host.PolledNs);
        json.WriteNumber("pollHits", host.PollHits);
        json.WriteNumber("pollMisses", host.PollMisses);
        json.WriteNumber("turns", host.Turns);
        json.WriteNumber("stolenNs", host.StolenNs);
        json.WriteNumber("stolenSeenNs", host.SeenNs);
        json.WriteNumber("preempted", host.Preempted);
        json.WriteNumber("holdersPreempted", host.HoldersPreempted);
        json.WriteNumber("heldNs", host.HeldNs);
        json.WriteNumber("waitersPreempted", host.WaitersPreempted);
        json.WriteNumber("spinHalts", host.SpinHalts);
        json.WriteNumber("pauseExits", host.PauseExits);
        json.WriteNumber("pauseYields", host.PauseYields);
        json.WriteNumber("exitNs", host.ExitNs);
        json.WriteEndObject();
    }
}
