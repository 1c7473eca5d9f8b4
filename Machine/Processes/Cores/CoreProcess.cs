using Tickstorm.Engine;
using Tickstorm.Hardware;

namespace Tickstorm.Processes.Cores;

/// <summary>A core by itself: a vCPU, and the local APIC that it works with.</summary>
public sealed class CoreProcess : LogicalProcess
{
    private readonly int _cpu;
    private readonly CoreModel _model;
    private Core _core;
    private Core _saved;

    internal CoreProcess(int cpu, CoreModel model, CoreSetup setup)
    {
        _cpu = cpu;
        _model = model;
        setup.SetUp(cpu, ref _core, model);
        _saved = _core;
    }

    /// <summary>The local APIC, as it is now.</summary>
    public LocalApic Apic
    {
        get => _core.Apic;
        set => _core.Apic = value;
    }

    /// <summary>The local APIC, as it was saved.</summary>
    public LocalApic SavedApic => _saved.Apic;

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
        ("step", _core.Step.ToString()), ("step ends", Cells.Text(_core.StepNs)), ("vector", Cells.Text(_core.Vector)),
        ("raised", Cells.Text(_core.Raised)), ("handled", Cells.Text(_core.Handled)), ("late", Cells.Text(_core.Late)),
        ("coalesced", Cells.Text(_core.Coalesced)), ("dropped", Cells.Text(_core.Dropped)), ("masked", Cells.Text(_core.Masked)),
        ("pending", Cells.Text(_core.PendingByState)), ("dispatched", Cells.Text(_core.Dispatched)), ("EOIs", Cells.Text(_core.Eois)),
        ("irq_enter", Cells.Text(_core.Enters)), ("irq_exit", Cells.Text(_core.Exits)), ("IPIs sent", Cells.Text(_core.IpisSent)),
        ("last handled", Cells.Text(_core.LastHandledNs)),
            ("hash", _core.Hash.ToString("x16", System.Globalization.CultureInfo.InvariantCulture)),
    ];
}
