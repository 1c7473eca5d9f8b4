using Tickstorm.Engine;

namespace Tickstorm.Processes;

/// <summary>A host CPU by itself.</summary>
internal sealed class HostCell(HostCpu host) : LogicalProcess
{
    private readonly ReadyQueue _savedQueue = host.Queue.Another();
    private HostState _saved = host.State;

    public override long NextLocalNs => host.State.NextNs;

    public override ulong Hash => host.State.Hash;

    public override void Execute(long untilNs, ReadOnlySpan<Message> inbox, Effects effects) => host.Execute(untilNs, inbox, effects);

    public override void Save()
    {
        _saved = host.State;
        host.Queue.CopyTo(_savedQueue);
    }

    public override void Restore()
    {
        host.State = _saved;
        _savedQueue.CopyTo(host.Queue);
    }

    public override void Write(BinaryWriter writer)
    {
        StructBytes.Write(writer, ref host.State);
        host.Queue.Write(writer);
    }

    public override void Read(BinaryReader reader)
    {
        StructBytes.Read(reader, ref host.State);
        host.Queue.Read(reader);
    }

    public override IReadOnlyList<(string Name, string Value)> Describe(long nowNs) =>
    [
        ("runs vCPU", Cells.Text(host.State.Current)), ("ready", Cells.Text(host.Queue.Count)),
            ("slice ends", Cells.Text(host.State.SliceEndNs)),
        ("turns", Cells.Text(host.State.Turns)), ("stolen ns", Cells.Text(host.State.StolenNs)),
    ];
}
