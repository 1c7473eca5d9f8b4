namespace Tickstorm.Engine.Window;

/// <summary>
/// Where a silo's messages go: to its own workers, each with a range of its processes, and to the other silos. All are numbered in the
/// order of their processes, so that the receivers of a record to several are neighbours.
/// </summary>
internal sealed class WorkerMap
{
    // Ranges are whole blocks, so that two workers never share a cache line of next-event times.
    private const int Block = 64;

    private readonly ProcessRanges _silos;
    private readonly int _silo, _first, _count;

    // Blocks before the leaders', and blocks of nobody but leaders.
    private readonly int _before, _leading;

    // Of each block of processes.
    private readonly ushort[] _workerOf;

    /// <summary>The map of one owner of all processes.</summary>
    /// <param name="processes">How many there are.</param>
    /// <param name="workers">Workers that are wanted.</param>
    /// <param name="leaders">Those that have work when the others have none: each worker has as many of them as the others have.</param>
    public WorkerMap(int processes, int workers, (int First, int Count) leaders = default)
        : this(new ProcessRanges([0, processes]), 0, workers, leaders) { }

    /// <summary>The map of a silo that has so many workers, or fewer where it has few processes.</summary>
    public WorkerMap(ProcessRanges silos, int silo, int workers)
        : this(silos, silo, workers, default) { }

    private WorkerMap(ProcessRanges silos, int silo, int workers, (int First, int Count) leaders)
    {
        _silos = silos;
        _silo = silo;
        _first = silos.First(silo);
        int count = _count = silos.Length(silo);
        // What is left over beside whole blocks is a machine's few shared processes: they go with the last one.
        _before = (leaders.First - _first + Block - 1) / Block;
        _leading = leaders.Count == 0 ? 0 : Math.Max(0, (leaders.First - _first + leaders.Count) / Block - _before);
        int blocks = Math.Max(1, count / Block - _leading);
        Workers = Math.Clamp(workers, 1, Math.Min(blocks, ushort.MaxValue));
        _workerOf = new ushort[(count + Block - 1) / Block];
        for (int w = 0; w < Workers; w++) Assign(RangeOf(w), w);
        for (int w = 0; w < Workers; w++) Assign(LeadersOf(w), w);
    }

    /// <summary>How many workers the silo has.</summary>
    public int Workers { get; }

    /// <summary>Other silos.</summary>
    public int Others => _silos.Count - 1;

    /// <summary>Workers and other silos.</summary>
    public int Count => Workers + Others;

    /// <summary>The number of the silo's first worker; its others follow.</summary>
    public int FirstWorker => _silo;

    /// <summary>The number of another silo.</summary>
    public int OfSilo(int silo) => silo < _silo ? silo : silo + Workers - 1;

    /// <summary>The number of whoever has a process.</summary>
    public int Of(int process)
    {
        uint place = (uint)(process - _first);
        if (place < (uint)_count) return _silo + _workerOf[place / Block];
        return OfSilo(_silos.OwnerOf(process));
    }

    /// <summary>
    /// The processes of one of the silo's workers, which are counted from 0 here; those between that are leaders may be others'.
    /// </summary>
    public (int First, int Count) RangeOf(int worker)
    {
        int first = FirstOf(worker);
        return (first, (worker + 1 < Workers ? FirstOf(worker + 1) : _first + _count) - first);
    }

    /// <summary>The leaders that are divided among the silo's workers by themselves: this one's.</summary>
    public (int First, int Count) LeadersOf(int worker)
    {
        int first = (int)((long)worker * _leading / Workers), end = (int)((worker + 1L) * _leading / Workers);
        return (_first + (_before + first) * Block, (end - first) * Block);
    }

    /// <summary>From the first to the last of all that a worker has.</summary>
    public (int First, int Count) SpanOf(int worker)
    {
        (int first, int count) = RangeOf(worker);
        (int leader, int leaders) = LeadersOf(worker);
        if (leaders == 0) return (first, count);
        int start = Math.Min(first, leader);
        return (start, Math.Max(first + count, leader + leaders) - start);
    }

    /// <summary>True for a process of this silo.</summary>
    public bool IsHere(int process) => process >= _first && process < _first + _count;

    // As many whole blocks for each as can be, the later ones with one more.
    private int FirstOf(int worker)
    {
        int block = (int)((long)worker * Math.Max(1, _count / Block - _leading) / Workers);
        return _first + (block < _before || _leading == 0 ? block : block + _leading) * Block;
    }

    private void Assign((int First, int Count) range, int worker)
    {
        for (int b = range.First - _first; b < range.First - _first + range.Count; b += Block) _workerOf[b / Block] = (ushort)worker;
    }
}
