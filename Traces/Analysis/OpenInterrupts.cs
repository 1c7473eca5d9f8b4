namespace Tickstorm.Traces.Analysis;

/// <summary>The open interrupts of one CPU: two or three at a time, so a list is searched.</summary>
internal sealed class OpenInterrupts
{
    private readonly List<OpenInterrupt> _open = [];
    private readonly Stack<OpenInterrupt> _spare = new();

    /// <summary>Those still open.</summary>
    public IReadOnlyList<OpenInterrupt> All => _open;

    /// <summary>The one with this number, or null.</summary>
    public OpenInterrupt? Find(long number)
    {
        for (int i = _open.Count - 1; i >= 0; i--)
        {
            if (_open[i].Number == number) return _open[i];
        }

        return null;
    }

    /// <summary>The one with this number, new if need be.</summary>
    public OpenInterrupt FindOrOpen(long number, int vector, int line)
    {
        if (Find(number) is { } found) return found;
        OpenInterrupt opened = _spare.TryPop(out OpenInterrupt? spare) ? spare : new OpenInterrupt();
        opened.Reset(number, vector, line);
        _open.Add(opened);
        return opened;
    }

    /// <summary>It is over.</summary>
    public void Close(OpenInterrupt interrupt)
    {
        _open.Remove(interrupt);
        _spare.Push(interrupt);
    }
}
