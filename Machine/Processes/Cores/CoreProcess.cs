using System.Globalization;
using System.Runtime.CompilerServices;
using Tickstorm.Engine;
using Tickstorm.Hardware;

namespace Tickstorm.Processes.Cores;

/// <summary>One core as a process of its own: a vCPU and its local APIC.</summary>
public sealed class CoreProcess : LogicalProcess
{
    private readonly int _cpu;
    private readonly CoreModel _model;
    private readonly ulong[] _words, _saved;

    internal CoreProcess(int cpu, CoreModel model)
    {
        _cpu = cpu;
        _model = model;
        _words = new ulong[model.Layout.Words];
        _saved = new ulong[_words.Length];
    }

    internal ref Core Core => ref Unsafe.As<ulong, Core>(ref _words[0]);

    /// <summary>The local APIC, as it is now.</summary>
    public LocalApic Apic
    {
        get => Core.Apic;
        set => Core.Apic = value;
    }

    /// <inheritdoc/>
    public override long NextLocalNs => _model.NextLocalNs(ref Core);

    /// <inheritdoc/>
    public override ulong Hash => Core.Hash;

    /// <inheritdoc/>
    public override void Execute(long untilNs, ReadOnlySpan<Message> inbox, Effects effects) =>
        _model.Execute(_cpu, ref Core, untilNs, inbox, effects);

    /// <inheritdoc/>
    public override void Save() => _words.CopyTo(_saved, 0);

    /// <inheritdoc/>
    public override void Restore() => _saved.CopyTo(_words, 0);

    /// <inheritdoc/>
    public override void Write(BinaryWriter writer) => _model.Layout.Write(writer, _words, 0);

    /// <inheritdoc/>
    public override void Read(BinaryReader reader) => _model.Layout.Read(reader, _words, 0);

    /// <inheritdoc/>
    public override IReadOnlyList<(string Name, string Value)> Describe(long nowNs) =>
    [
        ("base context", _model.ContextOf(_cpu, ref Core)), ("step", Core.Step.ToString()),
        ("step ends", Text(Core.StepNs)), ("vector", Text(Core.Vector)),
        ("raised", Text(Core.Raised)), ("handled", Text(Core.Handled)), ("late", Text(Core.Late)),
        ("coalesced", Text(Core.Coalesced)), ("dropped", Text(Core.Dropped)), ("masked", Text(Core.Masked)),
        ("pending", Text(Core.PendingByState)), ("dispatched", Text(Core.Dispatched)), ("EOIs", Text(Core.Eois)),
        ("irq_enter", Text(Core.Enters)), ("irq_exit", Text(Core.Exits)), ("IPIs sent", Text(Core.IpisSent)),
        ("last handled", Text(Core.LastHandledNs)), ("hash", Core.Hash.ToString("x16", CultureInfo.InvariantCulture)),
    ];
}
