using System.Text.Json;
using Tickstorm.Results;

namespace Tickstorm.Client.Output.Json;

/// <summary>Each CPU's ledger.</summary>
internal static class PerCpuJson
{
    private const int FlushEvery = 4_096;

    /// <summary>Writes the array.</summary>
    public static void Write(Utf8JsonWriter json, IReadOnlyList<CpuLedger> ledgers)
    {
        json.WriteStartArray("perCpu");
        for (int i = 0; i < ledgers.Count; i++)
        {
            CpuLedger ledger = ledgers[i];
            json.WriteStartObject();
            json.WriteNumber("cpu", ledger.Cpu);
            json.WritePropertyName("ticks");
            DesignJson.Ticks(json, ledger.Ticks);
            json.WriteNumber("spuriousRuns", ledger.SpuriousRuns);
            json.WriteBoolean("stalled", ledger.Stalled);
            json.WriteBoolean("starved", ledger.Starved);
            json.WriteFigure("lastHandledNs", ledger.LastHandledNs);
            DesignJson.FirstDrop(json, ledger.FirstDrop);
            json.WriteEndObject();
            // A million CPUs must not pile up in the writer's buffer.
            if (i % FlushEvery == FlushEvery - 1) json.Flush();
        }

        json.WriteEndArray();
    }
}
