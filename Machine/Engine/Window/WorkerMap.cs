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

    // Of each block of processes.
    private readonly ushort[] _workerOf;

    /// <summary>The map of one owner of all processes.</summary>
    public WorkerMap(int processes, int workers)
        : this(new ProcessRanges([0, processes]), 0, workers) { }

    /// <summary>The map of a silo that has so many workers, or fewer where it has few processes.</summary>
    public WorkerMap(ProcessRanges silos, int silo, int workers)
    {
        _silos = silos;
        _silo = silo;
        _first = silos.First(silo);
        int count = _count = silos.Length(silo);
        // What is left over beside whole blocks is a machine's few shared processes: they go with the last one.
        int blocks = Math.Max(1, count / Block);
        Workers = Math.Clamp(workers, 1, Math.Min(blocks, ushort.MaxValue));
        _workerOf = new ushort[(count + Block - 1) / Block];
        for (int w = 0; w < Workers; w++)
        {
            (int first, int length) = RangeOf(w);
            for (int b = first - _first; b < first - _first + length; b += Block) _workerOf[b / Block] = (ushort)w;
        }
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

    /// <summary>The processes of one of the silo's workers, which are counted from 0 here.</summary>
    public (int First, int Count) RangeOf(int worker)
    {
        int first = FirstOf(worker);
        return (first, (worker + 1 < Workers ? FirstOf(worker + 1) : _first + _count) - first);
    }

    /// <summary>True for a process of this silo.</summary>
    public bool IsHere(int process) => process >= _first && process < _first + _count;

    // As many whole blocks for each as can be, the later ones with one more.
    private int FirstOf(int worker) => _first + (int)((long)worker * Math.Max(1, _count / Block) / Workers) * Block;
}
