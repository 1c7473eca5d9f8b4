using System.Text.Json;
using System.Text.Json.Nodes;
using Tickstorm.Results;
using Tickstorm.Scenarios.Yaml;
using Tickstorm.Tracing;

namespace Tickstorm.Client.Output.Json;

/// <summary>One design's result as JSON. Names and nesting are a contract: docs/command-line.md.</summary>
internal static class DesignJson
{
    /// <summary>The object.</summary>
    public static JsonObject Of(DesignResult result)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream)) Write(json, result);
        return JsonNode.Parse(stream.ToArray())!.AsObject();
    }

    /// <summary>Writes the object.</summary>
    public static void Write(Utf8JsonWriter json, DesignResult r)
    {
        json.WriteStartObject();
        json.WriteString("design", r.Design);
        json.WriteString("chip", r.Chip);
        json.WriteString("flow", r.Flow);
        json.WriteString("intendedChip", r.IntendedChip);
        json.WriteString("intendedFlow", r.IntendedFlow);
        json.WriteString("source", r.Source);
        json.WriteStartArray("remarks");
        foreach (string remark in r.Remarks) json.WriteStringValue(remark);
        json.WriteEndArray();
        // Nothing is known of a design that could not run: every figure is null, never 0.
        bool known = r.Supported;
        json.WriteFigure("hz", known ? r.Hz : null);
        json.WriteString("mode", known ? r.Mode : null);
        json.WriteString("phases", known ? r.Phases : null);
        json.WriteBoolean("supported", known);
        json.WriteBoolean("whatIf", r.WhatIf);
        json.WriteString("reason", r.Reason);
        json.WriteString("digest", r.Digest.Length == 0 ? null : r.Digest);
        json.WritePropertyName("ticks");
        if (known) Ticks(json, r.Ticks);
        else json.WriteNullValue();
        json.WriteFigure("spuriousRuns", known ? r.SpuriousRuns : null);
        json.WriteFigure("extraTicks", known ? r.ExtraTicks : null);
        json.WriteFigure("stalledCpus", known ? r.StalledCpus : null);
        json.WriteFigure("starvedCpus", known ? r.StarvedCpus : null);
        FirstDrop(json, r.FirstDrop);
        Losses(json, r.Losses);
        LateCauses(json, r.LateCauses);
        json.WriteStartObject("jiffies");
        json.WriteFigure("expected", known ? r.Jiffies.Expected : null);
        json.WriteFigure("actual", known ? r.Jiffies.Actual : null);
        json.WriteString("state", known ? r.Jiffies.State : null);
        json.WriteEndObject();
        json.WriteFigure("eois", known ? r.Eois : null);
        json.WriteFigure("irqEnters", known ? r.IrqEnters : null);
        json.WriteFigure("irqExits", known ? r.IrqExits : null);
        json.WriteFigure("exitsPerTick", r.ExitsPerTick);
        ExitsJson.Write(json, r.Exits);
        json.WriteFigure("cpuNsPerTick", r.CpuNsPerTick);
        json.WriteFigure("steadyNsPerTick", r.SteadyNsPerTick);
        json.WriteFigure("collisionNs", r.CollisionNs);
        Percentiles(json, "latencyNs", r.LatencyNs);
        json.WriteStartObject("lockWaitNs");
        json.WriteFigure("total", known ? r.LockWaitNs.Total : null);
        json.WriteFigure("max", known ? r.LockWaitNs.Max : null);
        json.WriteFigure("longestQueue", known ? r.LockWaitNs.LongestQueue : null);
        json.WriteEndObject();
        Constraints(json, r);
        Detectors(json, r.Detectors);
        if (r.Life is { } life) LifeJson.Write(json, life);
        if (r.Broadcast is { } broadcast) BroadcastJson.Write(json, broadcast);
        if (r.Host is { } host) HostJson.Write(json, host);
        if (r.Snapshots.Count > 0) GuestJson.Write(json, r.Snapshots);
        if (r.Hotplug is { } hotplug) GuestJson.Write(json, hotplug);
        if (r.Injected.Count > 0) Injected(json, r.Injected);
        if (r.Devices is { } devices) DevicesJson.Write(json, devices);
        if (r.Job is { } job) Job(json, job);
        if (r.Boot.Count > 0) Boot(json, r.Boot);
        if (r.PerCpu is { } ledgers) PerCpuJson.Write(json, ledgers);
        RunJson.Engine(json, r.Engine);
        RunJson.Wall(json, r.Wall);
        json.WriteEndObject();
    }

    /// <summary>Writes a ledger.</summary>
    public static void Ticks(Utf8JsonWriter json, TickTotals t)
    {
        json.WriteStartObject();
        json.WriteNumber("expected", t.Expected);
        json.WriteNumber("missing", t.Missing);
        json.WriteNumber("raised", t.Raised);
        json.WriteNumber("handled", t.Handled);
        json.WriteNumber("late", t.Late);
        json.WriteNumber("coalesced", t.Coalesced);
        json.WriteNumber("dropped", t.Dropped);
        json.WriteNumber("masked", t.Masked);
        json.WriteNumber("pending", t.Pending);
        json.WriteNumber("neverRaised", t.NeverRaised);
        json.WriteNumber("lost", t.Lost);
        json.WriteEndObject();
    }

    /// <summary>Writes the first drop, or null.</summary>
    public static void FirstDrop(Utf8JsonWriter json, DropRecord? drop)
    {
        if (drop is null)
        {
            json.WriteNull("firstDrop");
            return;
        }

        json.WriteStartObject("firstDrop");
        json.WriteNumber("timeNs", drop.TimeNs);
        json.WriteNumber("cpu", drop.Cpu);
        json.WriteString("reason", drop.Reason.Name());
        json.WriteBoolean("remembered", drop.Remembered);
        json.WriteFigure("line", drop.Line);
        json.WriteFigure("holderCpu", drop.HolderCpu);
        json.WriteEndObject();
    }

    private static void Boot(Utf8JsonWriter json, IReadOnlyList<BootStage> stages)
    {
        json.WriteStartArray("boot");
        foreach (BootStage stage in stages)
        {
            json.WriteStartObject();
            json.WriteString("step", stage.Step);
            json.WriteString("chip", stage.Chip);
            json.WriteString("flow", stage.Flow);
            json.WriteString("wiring", stage.Wiring);
            json.WriteBoolean("alarmArmed", stage.AlarmArmed);
            json.WriteBoolean("irqsOn", stage.IrqsOn);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Losses(Utf8JsonWriter json, IReadOnlyList<TickLoss> losses)
    {
        json.WriteStartArray("losses");
        foreach (TickLoss loss in losses)
        {
            json.WriteStartObject();
            json.WriteString("reason", loss.Reason.Name());
            json.WriteNumber("count", loss.Count);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void LateCauses(Utf8JsonWriter json, IReadOnlyList<LateCause> causes)
    {
        json.WriteStartArray("lateCauses");
        foreach (LateCause cause in causes)
        {
            json.WriteStartObject();
            json.WriteString("cause", cause.Cause);
            json.WriteNumber("id", cause.Id);
            json.WriteNumber("count", cause.Count);
            json.WriteNumber("totalNs", cause.TotalNs);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>Writes percentiles.</summary>
    public static void Percentiles(Utf8JsonWriter json, string name, Percentiles p)
    {
        json.WriteStartObject(name);
        json.WriteFigure("p50", p.P50);
        json.WriteFigure("p90", p.P90);
        json.WriteFigure("p99", p.P99);
        json.WriteFigure("p999", p.P999);
        json.WriteFigure("max", p.Max);
        json.WriteEndObject();
    }

    private static void Constraints(Utf8JsonWriter json, DesignResult result)
    {
        json.WriteStartObject("constraints");
        foreach (string id in ConstraintMarks.Ids) json.WriteVerdict(id, ConstraintMarks.Verdict([result], id));
        json.WriteEndObject();
    }

    // As a scenario has them, so that they can be had again.
    private static void Injected(Utf8JsonWriter json, IReadOnlyList<InjectedReport> injected)
    {
        json.WriteStartArray("injected");
        foreach (InjectedReport one in injected)
        {
            json.WriteStartObject();
            json.WriteString("at", Durations.Format(one.TimeNs));
            if (one.Cpu < 0) json.WriteNumber("ioapic", 0);
            else json.WriteNumber("cpu", one.Cpu);
            if (one.Register is { } register)
            {
                json.WriteString("register", register);
                json.WriteString("value", $"0x{one.Value:x2}");
            }
            else if (one.Vector < 0)
            {
                json.WriteBoolean("nmi", true);
            }
            else
            {
                json.WriteString("vector", $"0x{one.Vector:x2}");
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Job(Utf8JsonWriter json, JobReport job)
    {
        json.WriteStartObject("job");
        json.WriteNumber("steps", job.Steps);
        json.WriteFigure("slowdown", job.Slowdown);
        json.WriteEndObject();
    }

    private static void Detectors(Utf8JsonWriter json, IReadOnlyList<DetectorReport> reports)
    {
        json.WriteStartArray("detectors");
        foreach (DetectorReport report in reports)
        {
            json.WriteStartObject();
            json.WriteString("name", report.Name);
            json.WriteNumber("cpu", report.Cpu);
            json.WriteNumber("timeNs", report.TimeNs);
            json.WriteString("message", report.Message);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
