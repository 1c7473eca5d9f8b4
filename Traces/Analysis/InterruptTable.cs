using System.Globalization;
using Tickstorm.Traces.Inputs;

namespace Tickstorm.Traces.Analysis;

/// <summary>A reading of /proc/interrupts.</summary>
public sealed class InterruptTable
{
    private const int LongestMb = 64;
    private readonly Dictionary<string, (IReadOnlyList<long?> Counts, string Name)> _rows = [];

    private InterruptTable(IReadOnlyList<int> cpus) => Cpus = cpus;

    /// <summary>The CPUs of the columns: those that were online.</summary>
    public IReadOnlyList<int> Cpus { get; }

    /// <summary>The labels of the rows, as in "LOC" and "9".</summary>
    public IEnumerable<string> Labels => _rows.Keys;

    /// <summary>Reads one.</summary>
    /// <exception cref="InputException">It is none.</exception>
    public static InterruptTable Read(InputFile input)
    {
        ArgumentNullException.ThrowIfNull(input);
        string[] lines = input.Text("/proc/interrupts", LongestMb << 20).Split('\n');
        int[] cpus = [.. lines[0].Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Column)];
        if (cpus.Length == 0 || cpus.Contains(-1))
            throw new InputException(input.Name, "line 1", "this is no heading of CPUs", "a copy of /proc/interrupts was expected");
        InterruptTable table = new(cpus);
        for (int i = 1; i < lines.Length; i++) table.Row(lines[i]);
        if (table._rows.Count == 0)
            throw new InputException(input.Name, "line 2", "there is no row of counts", "a copy of /proc/interrupts was expected");
        return table;
    }

    /// <summary>What a row is of; empty when there is no such row.</summary>
    public string Name(string label) => _rows.TryGetValue(label, out (IReadOnlyList<long?> Counts, string Name) row) ? row.Name : "";

    /// <summary>A count; null when there is none.</summary>
    public long? Count(string label, int cpu)
    {
        if (!_rows.TryGetValue(label, out (IReadOnlyList<long?> Counts, string Name) row)) return null;
        for (int i = 0; i < Cpus.Count; i++)
        {
            if (Cpus[i] == cpu) return i < row.Counts.Count ? row.Counts[i] : null;
        }

        return null;
    }

    private static int Column(string head) => head.StartsWith("CPU", StringComparison.Ordinal)
        && int.TryParse(head[3..], NumberStyles.None, CultureInfo.InvariantCulture, out int cpu) ? cpu : -1;

    // "LOC:   1234   5678   Local timer interrupts"; rows as ERR have one count for all.
    private void Row(string line)
    {
        int colon = line.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0) return;
        string[] words = line[(colon + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        int numbers = 0;
        while (numbers < Cpus.Count && numbers < words.Length
            && long.TryParse(words[numbers], NumberStyles.None, CultureInfo.InvariantCulture, out _))
        {
            numbers++;
        }

        if (numbers < Cpus.Count) return;
        _rows[line[..colon].Trim()] = (
            [.. words.Take(numbers).Select(word => (long?)long.Parse(word, CultureInfo.InvariantCulture))],
                string.Join(' ', words.Skip(numbers)));
    }
}
