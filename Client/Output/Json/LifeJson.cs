using System.Text.Json;
using Tickstorm.Results;

namespace Tickstorm.Client.Output.Json;

/// <summary>What idle, nested and softirq-running CPUs did, as JSON; nothing where the scenario has none of it.</summary>
internal static class LifeJson
{
    /// <summary>Writes the property "life".</summary>
    public static void Write(Utf8JsonWriter json, LifeReport life)
    {
        json.WriteStartObject("life");
        json.WriteNumber("wakes", life.Wakes);
        json.WriteNumber("tickStops", life.TickStops);
        json.WriteNumber("otherTimers", life.OtherTimers);
        json.WriteNumber("nested", life.Nested);
        json.WriteNumber("softirqThreads", life.SoftirqThreads);
        DesignJson.Percentiles(json, "softirqDelayNs", life.SoftirqDelayNs);
        json.WriteStartArray("softirqDelayBuckets");
        foreach ((long upTo, long count) in life.SoftirqDelayBuckets)
        {
            json.WriteStartArray();
            json.WriteNumberValue(upTo);
            json.WriteNumberValue(count);
            json.WriteEndArray();
        }

        json.WriteEndArray();
        DesignJson.Percentiles(json, "callWaitNs", life.CallWaitNs);
        json.WriteNumber("callWaitTotalNs", life.CallWaitTotalNs);
        if (life.Calls is { } calls) Calls(json, calls);
        if (life.Hrtimer is { } hrtimer) Hrtimer(json, hrtimer);
        if (life.Timekeeping is { } keeping) Timekeeping(json, keeping);
        if (life.GracePeriods is { } grace) GracePeriods(json, grace);
        json.WriteEndObject();
    }

    private static void Calls(Utf8JsonWriter json, IpiTotals calls)
    {
        json.WriteStartObject("calls");
        json.WriteNumber("targets", calls.Targets);
        json.WriteNumber("accepted", calls.Accepted);
        json.WriteNumber("coalesced", calls.Coalesced);
        json.WriteNumber("refused", calls.Refused);
        json.WriteNumber("inFlight", calls.InFlight);
        json.WriteNumber("skipped", calls.Skipped);
        json.WriteNumber("flushes", calls.Flushes);
        json.WriteNumber("shootDowns", calls.ShootDowns);
        json.WriteNumber("icrWrites", calls.IcrWrites);
        json.WriteEndObject();
    }

    private static void Hrtimer(Utf8JsonWriter json, HrtimerReport hrtimer)
    {
        json.WriteStartObject("hrtimer");
        json.WriteNumber("runs", hrtimer.Runs);
        json.WriteNumber("retries", hrtimer.Retries);
        json.WriteNumber("hangs", hrtimer.Hangs);
        json.WriteNumber("maxHangNs", hrtimer.MaxHangNs);
        json.WriteNumber("minDeltaNs", hrtimer.MinDeltaNs);
        json.WriteEndObject();
    }

    private static void GracePeriods(Utf8JsonWriter json, GracePeriodReport grace)
    {
        json.WriteStartObject("gracePeriods");
        json.WriteNumber("begun", grace.Begun);
        json.WriteNumber("completed", grace.Completed);
        json.WriteNumber("longestNs", grace.LongestNs);
        json.WriteFigure("openSinceNs", grace.OpenSinceNs);
        json.WriteStartArray("waitsFor");
        foreach (int cpu in grace.WaitsFor.Take(64)) json.WriteNumberValue(cpu);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Timekeeping(Utf8JsonWriter json, TimekeepingReport keeping)
    {
        json.WriteStartObject("timekeeping");
        json.WriteFigure("owner", keeping.Owner);
        json.WriteNumber("handOvers", keeping.HandOvers);
        json.WriteNumber("updates", keeping.Updates);
        json.WriteNumber("forced", keeping.Forced);
        json.WriteNumber("forcedCalls", keeping.ForcedCalls);
        json.WriteNumber("turnedAway", keeping.TurnedAway);
        json.WriteNumber("largestStep", keeping.LargestStep);
        json.WriteEndObject();
    }
}
