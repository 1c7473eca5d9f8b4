namespace Tickstorm.Engine.Window;

/// <summary>Messages put into or taken out of other processes' inboxes in one round, from one worker to another.</summary>
internal sealed class ChangeBuffer
{
    private Message[] _removed = new Message[64];
    private Message[] _inserted = new Message[256];
    private int _removedCount;
    private int _insertedCount;

    /// <summary>Taken out.</summary>
    public ReadOnlySpan<Message> Removed => _removed.AsSpan(0, _removedCount);

    /// <summary>Put in.</summary>
    public ReadOnlySpan<Message> Inserted => _inserted.AsSpan(0, _insertedCount);

    /// <summary>Notes an insertion.</summary>
    public void Insert(in Message message)
    {
        if (_insertedCount == _inserted.Length) Array.Resize(ref _inserted, _inserted.Length * 2);
        _inserted[_insertedCount++] = message;
    }

    /// <summary>Notes a removal.</summary>
    public void Remove(in Message message)
    {
        if (_removedCount == _removed.Length) Array.Resize(ref _removed, _removed.Length * 2);
        _removed[_removedCount++] = message;
    }

    /// <summary>Forgets all.</summary>
    public void Clear() => _removedCount = _insertedCount = 0;
}
