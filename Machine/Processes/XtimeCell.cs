using Tickstorm.Engine;

namespace Tickstorm.Processes;

/// <summary>The xtime lock by itself.</summary>
internal sealed class XtimeCell(XtimeLock xtime) : LogicalProcess
{
    private readonly LockQueue _savedQueue = xtime.Queue.Another();
    private XtimeState _saved = xtime.State;

    public override long NextLocalNs => xtime.State.AcquireNs;

    public override ulong Hash => xtime.State.Hash;

    public override void Execute(long untilNs, ReadOnlySpan<Message> inbox, Effects effects) => xtime.Execute(untilNs, inbox, effects);

    public override void Save()
    {
        _saved = xtime.State;
        xtime.Queue.CopyTo(_savedQueue);
    }

    public override void Restore()
    {
        xtime.State = _saved;
        _savedQueue.CopyTo(xtime.Queue);
    }

    public override void Write(BinaryWriter writer)
    {
        StructBytes.Write(writer, ref xtime.State);
        xtime.Queue.Write(writer);
    }

    public override void Read(BinaryReader reader)
    {
        StructBytes.Read(reader, ref xtime.State);
        xtime.Queue.Read(reader);
    }

    public override IReadOnlyList<(string Name, string Value)> Describe(long nowNs) =>
    [
        ("waiting", Cells.Text(xtime.Queue.Count)), ("next acquisition", Cells.Text(xtime.State.AcquireNs)),
        ("acquisitions", Cells.Text(xtime.State.Acquisitions)), ("jiffies", Cells.Text(xtime.State.Jiffies)),
    ];
}
