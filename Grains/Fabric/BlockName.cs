using System.Globalization;
using Tickstorm.Contracts.Fabric;

namespace Tickstorm.Grains.Fabric;

/// <summary>The name of a block of a checkpoint. It is written once, and says which processes the block has.</summary>
/// <param name="Node">The number of the silo that wrote it.</param>
/// <param name="Part">Which of that silo's blocks it is.</param>
/// <param name="First">Its first process.</param>
/// <param name="End">Its last process, exclusive.</param>
public readonly record struct BlockName(int Node, int Part, int First, int End)
{
    /// <summary>True when it has what was measured, beside its processes.</summary>
    public bool HasMeasured => Part == 0;

    /// <summary>The whole name, within a checkpoint of a run.</summary>
    public string Of(string run, long epoch, long checkpoint) =>
        string.Create(CultureInfo.InvariantCulture, $"{run}/{epoch}.{checkpoint}/{Node}.{Part}.{First}-{End}");

    /// <summary>What a whole name says.</summary>
    /// <exception cref="FormatException">It is no name of a block.</exception>
    public static BlockName Parse(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        string[] parts = name[(name.LastIndexOf('/') + 1)..].Split('.', '-');
        if (parts.Length != 4) throw new FormatException($"{name} is no name of a block.");
        int Number(int at) => int.Parse(parts[at], NumberStyles.None, CultureInfo.InvariantCulture);
        return new BlockName(Number(0), Number(1), Number(2), Number(3));
    }

    /// <summary>The checkpoint that a whole name, a trace block's too, belongs to.</summary>
    public static CheckpointId CheckpointOf(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        string[] numbers = name.Split('/')[^2].Split('.');
        long Number(int at) => long.Parse(numbers[at], NumberStyles.None, CultureInfo.InvariantCulture);
        return new CheckpointId(Number(0), Number(1));
    }

    /// <summary>The number of the silo that wrote a block, of a trace too.</summary>
    public static int NodeOf(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        string last = name[(name.LastIndexOf('/') + 1)..];
        return int.Parse(last[..last.IndexOf('.', StringComparison.Ordinal)], NumberStyles.None, CultureInfo.InvariantCulture);
    }

    /// <summary>The blocks that a silo writes for its processes.</summary>
    public static IEnumerable<BlockName> OfNode(int node, int first, int end)
    {
        const int processes = 1024;
        int part = 0;
        // A silo without a process still has what it measured.
        do
        {
            int next = Math.Min(first + processes, end);
            yield return new BlockName(node, part++, first, next);
            first = next;
        }
        while (first < end);
    }
}
