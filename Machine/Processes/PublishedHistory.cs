using Tickstorm.Engine;

namespace Tickstorm.Processes;

/// <summary>What one process has written of a value that it publishes, as far as somebody may still read it.</summary>
internal sealed class PublishedHistory
{
    private const int MostUnsaved = 256;

    private readonly long _delayNs;
    private PublishedWrite[] _writes = new PublishedWrite[16];
    private PublishedWrite[] _saved = new PublishedWrite[16];
    private int _count, _savedCount;

    /// <summary>A value's history at the start.</summary>
    /// <param name="delayNs">From a write to its being seen, ns.</param>
    /// <param name="first">Its first word at the start.</param>
    public PublishedHistory(long delayNs, long first)
    {
        _delayNs = delayNs;
        Add(new PublishedWrite(0, first, 0));
    }

    /// <summary>The writes, oldest first.</summary>
    public ReadOnlySpan<PublishedWrite> Writes => _writes.AsSpan(0, _count);

    /// <summary>Writes the value at a time, now or ahead, if it is another one.</summary>
    /// <returns>True when it is.</returns>
    public bool Set(long timeNs, long a, long nowNs)
    {
        ref PublishedWrite last = ref _writes[_count - 1];
        if (last.A == a) return false;
        PublishedWrite write = new(timeNs, a, 0);
        if (last.TimeNs == timeNs)
        {
            last = write;
            return true;
        }

        // An engine that saves does it there.
        if (_savedCount == 0 && _count >= MostUnsaved) Trim(nowNs);
        Add(in write);
        return true;
    }

    /// <summary>Keeps the writes to come back to.</summary>
    public void Save(long nowNs)
    {
        Trim(nowNs);
        if (_saved.Length < _count) _saved = new PublishedWrite[_count * 2];
        Writes.CopyTo(_saved);
        _savedCount = _count;
    }

    /// <summary>Comes back to them.</summary>
    public void Restore() => Take(_saved.AsSpan(0, _savedCount));

    /// <summary>Writes what somebody may still read.</summary>
    public void Write(BinaryWriter writer, long nowNs) => StructBytes.WriteAll(writer, Writes[Old(nowNs)..]);

    /// <summary>Takes written ones.</summary>
    public void Read(BinaryReader reader)
    {
        PublishedWrite[] writes = StructBytes.ReadAll<PublishedWrite>(reader);
        if (writes.Length == 0) throw new InvalidDataException("A saved process has published nothing.");
        Take(writes);
    }

    // Nobody reads again what was replaced a cache line's way before the last event.
    private int Old(long nowNs)
    {
        int old = 0;
        while (old + 1 < _count && _writes[old + 1].TimeNs <= nowNs - _delayNs) old++;
        return old;
    }

    private void Trim(long nowNs)
    {
        int old = Old(nowNs);
        Array.Copy(_writes, old, _writes, 0, _count -= old);
    }

    private void Take(ReadOnlySpan<PublishedWrite> writes)
    {
        _count = 0;
        foreach (ref readonly PublishedWrite write in writes) Add(in write);
    }

    private void Add(in PublishedWrite write)
    {
        if (_count == _writes.Length) Array.Resize(ref _writes, _count * 2);
        _writes[_count++] = write;
    }
}
