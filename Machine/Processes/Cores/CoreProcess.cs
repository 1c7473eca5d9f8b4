using System.Globalization;
using Tickstorm.Engine;
using Tickstorm.Hardware;

namespace Tickstorm.Processes.Cores;

/// <summary>One core as a process of its own: a vCPU and its local APIC.</summary>
public sealed class CoreProcess : LogicalProcess
{
    private readonly int _cpu;
    private readonly CoreModel _model;
    private Core _core;
    private Core _saved;

    internal CoreProcess(int cpu, CoreModel model, in Core core)
    {
        _cpu = cpu;
        _model = model;
        _core = _saved = core;
    }

    /// <summary>The local APIC, as it is now.</summary>
    public LocalApic Apic
    {
        get => _core.Apic;
        set => _core.Apic = value;
    }

    /// <inheritdoc/>
    public override long NextLocalNs => CoreModel.NextLocalNs(ref _core);

    /// <inheritdoc/>
    public override ulong Hash => _core.Hash;

    /// <inheritdoc/>
    public override void Execute(long untilNs, ReadOnlySpan<Message> inbox, Effects effects) =>
        _model.Execute(_cpu, ref _core, untilNs, inbox, effects);

    /// <inheritdoc/>
    public override void Save() => _saved = _core;

    /// <inheritdoc/>
    public override void Restore() => _core = _saved;

    /// <inheritdoc/>
    public override void Write(BinaryWriter writer) => StructBytes.Write(writer, ref _core);

    /// <inheritdoc/>
    public override void Read(BinaryReader reader) => StructBytes.Read(reader, ref _core);

    /// <inheritdoc/>
    public override IReadOnlyList<(string Name, string Value)> Describe(long nowNs) =>
    [
        ("step", _core.Step.ToString()), ("step ends", Text(_core.StepNs)), ("vector", Text(_core.Vector)),
        ("raised", Text(_core.Raised)), ("handled", Text(_core.Handled)), ("late", Text(_core.Late)),
        ("coalesced", Text(_core.Coalesced)), ("dropped", Text(_core.Dropped)), ("masked", Text(_core.Masked)),
        ("pending", Text(_core.PendingByState)), ("dispatched", Text(_core.Dispatched)), ("EOIs", Text(_core.Eois)),
        ("irq_enter", Text(_core.Enters)), ("irq_exit", Text(_core.Exits)), ("IPIs sent", Text(_core.IpisSent)),
        ("last handled", Text(_core.LastHandledNs)), ("hash", _core.Hash.ToString("x16", CultureInfo.InvariantCulture)),
    ];
}
