namespace Tickstorm.Engine.Window;

/// <summary>Which owner has which processes: one unbroken range each, in ascending order.</summary>
public sealed class ProcessRanges
{
    private readonly int[] _starts;

    /// <summary>Ranges that begin at these processes; the last entry is the number of processes.</summary>
    public ProcessRanges(IReadOnlyList<int> starts) => _starts = [.. starts];

    /// <summary>How many owners there are.</summary>
    public int Count => _starts.Length - 1;

    /// <summary>The first process of each owner, and at the end the number of processes.</summary>
    public IReadOnlyList<int> Starts => _starts;

    /// <summary>The first process of an owner.</summary>
    public int First(int owner) => _starts[owner];

    /// <summary>How many processes an owner has.</summary>
    public int Length(int owner) => _starts[owner + 1] - _starts[owner];

    /// <summary>The owner of a process.</summary>
    public int OwnerOf(int process)
    {
        int at = Array.BinarySearch(_starts, process);
        if (at < 0) return ~at - 1;
        // Owners without a process begin where the next one does.
        while (_starts[at + 1] == process) at++;
        return at;
    }

    /// <summary>
    /// Balanced ranges: whole packages where there are at least two per owner, single CPUs otherwise. What is no CPU goes with the last.
    /// </summary>
    public static ProcessRanges Balanced(int cpus, int packageCpus, int processes, int owners)
    {
        int unit = cpus / Math.Max(1, packageCpus) >= 2 * owners ? packageCpus : 1;
        int units = (cpus + unit - 1) / unit;
        int[] starts = new int[owners + 1];
        for (int i = 1; i < owners; i++) starts[i] = Math.Min(cpus, (int)((long)units * i / owners) * unit);
        starts[owners] = processes;
        return new ProcessRanges(starts);
    }
}
