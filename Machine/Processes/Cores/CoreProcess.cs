using System.Globalization;
using Tickstorm.Engine;
using Tickstorm.Hardware;

namespace Tickstorm.Processes.Cores;

/// <summary>One core as a process of its own: a vCPU and its local APIC.</summary>
public sealed class CoreProcess : LogicalProcess
{
    private readonly int _cpu;
    private readonly CoreModel _model;
    private LivingCore _all, _saved;

    internal CoreProcess(int cpu, CoreModel model, in LivingCore core)
    {
        _cpu = cpu;
        _model = model;
        _all = _saved = core;
    }

    /// <summary>The local APIC, as it is now.</summary>
    public LocalApic Apic
    {
        get => _all.Core.Apic;
        set => _all.Core.Apic = value;
    }

    /// <inheritdoc/>
    public override long NextLocalNs => CoreModel.NextLocalNs(ref _all.Core);

    /// <inheritdoc/>
    public override ulong Hash => _all.Core.Hash;

    /// <inheritdoc/>
    public override void Execute(long untilNs, ReadOnlySpan<Message> inbox, Effects effects) =>
        _model.Execute(_cpu, ref _all.Core, untilNs, inbox, effects);

    /// <inheritdoc/>
    public override void Save() => _saved = _all;

    /// <inheritdoc/>
    public override void Restore() => _all = _saved;

    /// <inheritdoc/>
    public override void Write(BinaryWriter writer)
    {
        if (_model.IsLiving) StructBytes.Write(writer, ref _all);
        else StructBytes.Write(writer, ref _all.Core);
    }

    /// <inheritdoc/>
    public override void Read(BinaryReader reader)
    {
        if (_model.IsLiving) StructBytes.Read(reader, ref _all);
        else StructBytes.Read(reader, ref _all.Core);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<(string Name, string Value)> Describe(long nowNs) =>
    [
        ("step", _all.Core.Step.ToString()), ("step ends", Text(_all.Core.StepNs)), ("vector", Text(_all.Core.Vector)),
        ("raised", Text(_all.Core.Raised)), ("handled", Text(_all.Core.Handled)), ("late", Text(_all.Core.Late)),
        ("coalesced", Text(_all.Core.Coalesced)), ("dropped", Text(_all.Core.Dropped)), ("masked", Text(_all.Core.Masked)),
        ("pending", Text(_all.Core.PendingByState)), ("dispatched", Text(_all.Core.Dispatched)), ("EOIs", Text(_all.Core.Eois)),
        ("irq_enter", Text(_all.Core.Enters)), ("irq_exit", Text(_all.Core.Exits)), ("IPIs sent", Text(_all.Core.IpisSent)),
        ("last handled", Text(_all.Core.LastHandledNs)), ("hash", _all.Core.Hash.ToString("x16", CultureInfo.InvariantCulture)),
    ];
}
