using Tickstorm.Scenarios;

namespace Tickstorm.Contracts.Runs;

/// <summary>
/// An interrupt that a client has sent to a CPU of a run, or a register of its local APIC or of the IO-APIC that a client has written.
/// </summary>
/// <param name="Id">The client's name for it: one that is sent again is not another one.</param>
/// <param name="Cpu">The CPU; 0 for a register of the IO-APIC.</param>
/// <param name="Vector">The vector; -1 for an NMI, 0 for a write.</param>
/// <param name="TimeNs">When it comes, ns; 0 while it waits for the next window.</param>
/// <param name="Register">The register that is written; none for an interrupt.</param>
/// <param name="Value">What is written into it.</param>
/// <param name="Pin">The pin of the IO-APIC whose register it is; 0 for a local APIC's.</param>
[GenerateSerializer, Immutable, Alias("tickstorm.injected-interrupt")]
public sealed record InjectedInterrupt(
    [property: Id(0)] string Id, [property: Id(1)] int Cpu, [property: Id(2)] int Vector, [property: Id(3)] long TimeNs = 0,
    [property: Id(4)] WrittenRegister Register = WrittenRegister.None, [property: Id(5)] uint Value = 0,
    [property: Id(6)] int Pin = 0)
{
    /// <summary>It has a time: it belongs to what is computed.</summary>
    public bool IsTaken => TimeNs > 0;

    /// <summary>It is a write.</summary>
    public bool IsWrite => Register != WrittenRegister.None;

    /// <summary>What it writes to: of two writes of one place at one time there is no order.</summary>
    public (int Cpu, WrittenRegister Register, int Pin) Place => (Cpu, Register, Pin);

    /// <summary>The same as an operation of a scenario.</summary>
    public CpuInjection ToOperation() =>
        new() { TimeNs = TimeNs, Cpu = Cpu, Vector = Vector, Register = Register, Pin = Pin, Value = Value };
}
