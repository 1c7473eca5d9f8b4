using Tickstorm.Processes;

namespace Tickstorm.Contracts.Runs;

/// <summary>What a run's machine consists of.</summary>
[GenerateSerializer, Immutable, Alias("tickstorm.run-shape")]
public sealed class RunShape
{
    /// <summary>CPUs.</summary>
    [Id(0)] public int Cpus { get; init; }

    /// <summary>The kinds of the processes behind the CPUs, in their order.</summary>
    [Id(1)] public ProcessKind[] Others { get; init; } = [];

    /// <summary>The scenario as YAML.</summary>
    [Id(2)] public string Scenario { get; init; } = "";

    /// <summary>The scenario's name.</summary>
    [Id(3)] public string Name { get; init; } = "";

    /// <summary>The design.</summary>
    [Id(4)] public string Design { get; init; } = "";

    /// <summary>Each CPU's first drop is kept.</summary>
    [Id(5)] public bool PerCpu { get; init; }

    /// <summary>Interrupts that clients have sent, those with a time first.</summary>
    [Id(6)] public InjectedInterrupt[] Injected { get; init; } = [];

    /// <summary>Whether the line group is an IO-APIC or a line.</summary>
    public ProcessKind LineGroupKind => Others.FirstOrDefault(kind => kind is ProcessKind.IoApic or ProcessKind.Line);

    /// <summary>The process behind a name and number; null when there is none.</summary>
    public int? ProcessOf(string kind, int number)
    {
        if (kind is "cpu" or "lapic") return number >= 0 && number < Cpus ? number : null;
        // Lines are part of their IO-APIC, if they have one; those of devices that send messages come after it.
        ProcessKind wanted = kind switch
        {
            "ioapic" => ProcessKind.IoApic, "line" => ProcessKind.Line, "lock" => ProcessKind.Lock, "host" => ProcessKind.HostCpu,
            _ => ProcessKind.Legacy,
        };
        int[] places = [.. Enumerable.Range(0, Others.Length).Where(at => Others[at] == wanted)];
        if (kind == "line" && LineGroupKind == ProcessKind.IoApic) places = [.. places.Prepend(Array.IndexOf(Others, LineGroupKind))];
        return number >= 0 && number < places.Length ? Cpus + places[number] : null;
    }
}
