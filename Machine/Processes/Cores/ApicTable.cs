using System.Globalization;
using Tickstorm.Hardware;

namespace Tickstorm.Processes.Cores;

/// <summary>A local APIC's registers as a table.</summary>
public static class ApicTable
{
    private static readonly (string Name, int Offset)[] s_registers =
    [
        ("ID", ApicRegister.Id), ("version", ApicRegister.Version), ("TPR", ApicRegister.TaskPriority),
            ("PPR", ApicRegister.ProcessorPriority),
        ("LDR", ApicRegister.LogicalDestination), ("DFR", ApicRegister.DestinationFormat), ("SVR", ApicRegister.SpuriousVector),
        ("ICR low", ApicRegister.IcrLow), ("ICR high", ApicRegister.IcrHigh), ("LVT timer", ApicRegister.LvtTimer),
        ("LVT thermal", ApicRegister.LvtThermal), ("LVT performance", ApicRegister.LvtPerformance), ("LVT LINT0", ApicRegister.LvtLint0),
        ("LVT LINT1", ApicRegister.LvtLint1), ("LVT error", ApicRegister.LvtError), ("initial count", ApicRegister.InitialCount),
        ("current count", ApicRegister.CurrentCount), ("divide", ApicRegister.DivideConfiguration),
    ];

    /// <summary>The registers of a copy: reading them changes nothing.</summary>
    public static IReadOnlyList<(string Name, string Value)> Of(LocalApic apic, long nowNs)
    {
        List<(string, string)> rows = new();
        foreach ((string name, int offset) in s_registers) rows.Add((name, Hex(apic.ReadRegister(offset, nowNs))));
        rows.Add(("IRR", Vectors(apic, ApicRegister.InterruptRequest, nowNs)));
        rows.Add(("ISR", Vectors(apic, ApicRegister.InService, nowNs)));
        rows.Add(("timer expiry", apic.TimerExpiryNs == long.MaxValue ? "never" : $"{apic.TimerExpiryNs} ns"));
        return rows;
    }

    private static string Vectors(LocalApic apic, int offset, long nowNs)
    {
        List<string> set = new();
        for (int vector = 0; vector < 256; vector++)
        {
            if ((apic.ReadRegister(offset + vector / 32 * 16, nowNs) >> (vector % 32) & 1) != 0) set.Add($"0x{vector:x2}");
        }

        return set.Count == 0 ? "none" : string.Join(' ', set);
    }

    private static string Hex(uint value) => "0x" + value.ToString("x8", CultureInfo.InvariantCulture);
}
