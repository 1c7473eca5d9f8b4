using Tickstorm.Engine;
using Tickstorm.Kernel.Designs;
using Tickstorm.Results;
using Tickstorm.Scenarios;
using Tickstorm.Simulation;
using Tickstorm.Tracing;

namespace Tickstorm.Tests.Engine.Window;

/// <summary>What the sequential engine makes of a design, to hold others against.</summary>
internal sealed class SequentialReference
{
    private readonly SmpMachine _machine;
    private readonly Agreement.Recorder _records = new();
    private readonly RunOutcome _outcome;
    private readonly ulong[] _hashes;

    public SequentialReference(Scenario scenario, Design design)
    {
        Plan = new MachinePlan(scenario, design);
        _machine = new SmpMachine(Plan, perCpu: true);
        _outcome = SequentialEngine.Run(_machine, scenario.Run.DurationNs, _records);
        Assert.True(_outcome.Committed > 0, design.Name);
        _hashes = [.. Enumerable.Range(0, _machine.ProcessCount).Select(_machine.Hash)];
    }

    public MachinePlan Plan { get; }

    /// <summary>Asserts that states, events, measurements and (unless null) records are those of the sequential engine.</summary>
    public void AssertSame(string how, ReadOnlySpan<ulong> hashes, long committed, ReadOnlySpan<byte> measured, IEnumerable<TraceRecord>? records)
    {
        Assert.True(_hashes.AsSpan().SequenceEqual(hashes), how);
        Assert.True(_outcome.Committed == committed, $"{how}: {committed} events for {_outcome.Committed}");
        Assert.True(_machine.Statistics[0].ToBytes().AsSpan().SequenceEqual(measured), $"{how}: something else measured");
        if (records is not null) Assert.True(_records.Records.SequenceEqual(records), $"{how}: other records");
    }
}
