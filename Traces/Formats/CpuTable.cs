namespace Tickstorm.Traces.Formats;

/// <summary>Something for each CPU that was seen. Its memory grows with the CPUs that are there, not with the highest number.</summary>
/// <param name="create">Makes what is kept of a CPU.</param>
internal sealed class CpuTable<T>(Func<int, T> create)
    where T : class
{
    private const int PageBits = 8;
    private readonly T?[]?[] _pages = new T[(CaptureGuard.MostCpus >> PageBits) + 1][];
    private int _declared;
    private int _highest = -1;

    /// <summary>One more than the highest number, of the header or of those that were seen.</summary>
    public int Count => Math.Max(_declared, _highest + 1);

    /// <summary>Those that were seen, by number.</summary>
    public IEnumerable<T> Seen => _pages.Where(page => page is not null).SelectMany(page => page!).OfType<T>();

    /// <summary>
    /// Those that were seen and those of which a header tells that they are there. Where a CPU has a number beyond the header's count,
    /// nobody knows the numbers of the silent ones.
    /// </summary>
    public IEnumerable<T> Listed => _declared > _highest ? Enumerable.Range(0, _declared).Select(cpu => Find(cpu) ?? create(cpu)) : Seen;

    /// <summary>A header says how many there are.</summary>
    public void Declare(int count) => _declared = Math.Max(_declared, count);

    /// <summary>What is kept of a CPU.</summary>
    public T At(int cpu)
    {
        T?[] page = _pages[cpu >> PageBits] ??= new T?[1 << PageBits];
        if (page[cpu & ((1 << PageBits) - 1)] is { } known) return known;
        _highest = Math.Max(_highest, cpu);
        return page[cpu & ((1 << PageBits) - 1)] = create(cpu);
    }

    /// <summary>What is kept of a CPU; null when it was not seen.</summary>
    public T? Find(int cpu) => cpu < 0 || cpu >> PageBits >= _pages.Length ? null : _pages[cpu >> PageBits]?[cpu & ((1 << PageBits) - 1)];

    /// <summary>All from 0 to the highest number; one thing stands for all that were not seen.</summary>
    public IReadOnlyList<T> ByNumber()
    {
        T unseen = create(-1);
        return [.. Enumerable.Range(0, Count).Select(cpu => Find(cpu) ?? unseen)];
    }
}
