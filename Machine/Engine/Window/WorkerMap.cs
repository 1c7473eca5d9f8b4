namespace Tickstorm.Engine.Window;

/// <summary>
/// Where a silo's messages go: to its own workers, each with a range of its processes, and to the other silos. All are numbered in the
/// order of their processes, so that the receivers of a record to several are neighbours.
/// </summary>
internal sealed class WorkerMap
{
    private readonly ProcessRanges _silos;
    private readonly int _silo, _first, _end, _perWorker;

    /// <summary>The map of one owner of all processes.</summary>
    public WorkerMap(int processes, int workers)
        : this(new ProcessRanges([0, processes]), 0, workers) { }

    /// <summary>The map of a silo that has so many workers, or fewer where it has few processes.</summary>
    public WorkerMap(ProcessRanges silos, int silo, int workers)
    {
        _silos = silos;
        _silo = silo;
        _first = silos.First(silo);
        int count = silos.Length(silo);
        _end = _first + count;
        // Ranges are whole blocks of 64, so that two workers never share a cache line of next-event times.
        int blocks = (count + 63) / 64;
        int most = Math.Clamp(workers, 1, Math.Max(1, blocks));
        _perWorker = Math.Max(1, (blocks + most - 1) / most) * 64;
        Workers = Math.Max(1, (count + _perWorker - 1) / _perWorker);
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
        if (process >= _first && process < _end) return _silo + (process - _first) / _perWorker;
        return OfSilo(_silos.OwnerOf(process));
    }

    /// <summary>The processes of one of the silo's workers, which are counted from 0 here.</summary>
    public (int First, int Count) RangeOf(int worker)
    {
        int first = _first + worker * _perWorker;
        return (first, Math.Max(0, Math.Min(_perWorker, _end - first)));
    }

    /// <summary>True for a process of this silo.</summary>
    public bool IsHere(int process) => process >= _first && process < _end;
}
