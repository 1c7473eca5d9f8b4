using Tickstorm.Engine;

namespace Tickstorm.Processes;

/// <summary>A lock of the kernel whose whole state is a struct and the queue of those that wait.</summary>
internal abstract class LockProcess<TState>(string name, string key, LockQueue queue, TState begin) : SharedProcess(name, key)
    where TState : unmanaged
{
    /// <summary>All but the queue.</summary>
    public TState State = begin;

    private readonly LockQueue _savedQueue = queue.Another();
    private TState _saved;

    /// <summary>Who waits.</summary>
    public LockQueue Queue { get; } = queue;

    public override void Save()
    {
        _saved = State;
        Queue.CopyTo(_savedQueue);
    }

    public override void Restore()
    {
        State = _saved;
        _savedQueue.CopyTo(Queue);
    }

    public override void Write(BinaryWriter writer)
    {
        StructBytes.Write(writer, ref State);
        Queue.Write(writer);
    }

    public override void Read(BinaryReader reader)
    {
        StructBytes.Read(reader, ref State);
        Queue.Read(reader);
    }
}
