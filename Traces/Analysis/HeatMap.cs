namespace Tickstorm.Traces.Analysis;

/// <summary>Counts over CPU and time in a grid of fixed size: when time runs on, columns are merged in pairs.</summary>
public sealed class HeatMap
{
    /// <summary>Columns at most.</summary>
    public const int Columns = 192;

    /// <summary>Rows at most; with more CPUs a row stands for several.</summary>
    public const int MostRows = 128;
    private readonly int _cpus;
    private long[] _handled;
    private long[] _lost;
    private long _origin = long.MinValue;

    /// <summary>An empty map for this many CPUs.</summary>
    public HeatMap(int cpus)
    {
        _cpus = Math.Max(1, cpus);
        Rows = Math.Min(_cpus, MostRows);
        _handled = new long[Rows * Columns];
        _lost = new long[Rows * Columns];
    }

    /// <summary>Rows in use.</summary>
    public int Rows { get; }

    /// <summary>Width of a column, ns.</summary>
    public long ColumnNs { get; private set; } = 1_000;

    /// <summary>Start of the first column, ns.</summary>
    public long OriginNs => _origin == long.MinValue ? 0 : _origin;

    /// <summary>Columns that hold something, from the first.</summary>
    public int UsedColumns { get; private set; }

    /// <summary>The first CPU of a row.</summary>
    public int FirstCpu(int row) => (int)(((long)row * _cpus + Rows - 1) / Rows);

    /// <summary>Ticks handled in a cell.</summary>
    public long Handled(int row, int column) => _handled[row * Columns + column];

    /// <summary>Ticks lost in a cell.</summary>
    public long Lost(int row, int column) => _lost[row * Columns + column];

    /// <summary>Counts a tick.</summary>
    public void Add(int cpu, long timeNs, bool lost)
    {
        if ((uint)cpu >= (uint)_cpus) return;
        if (_origin == long.MinValue) _origin = timeNs;
        long since = Math.Max(0, timeNs - _origin);
        while (since / ColumnNs >= Columns) Halve();
        int column = (int)(since / ColumnNs);
        int row = (int)((long)cpu * Rows / _cpus);
        UsedColumns = Math.Max(UsedColumns, column + 1);
        (lost ? _lost : _handled)[row * Columns + column]++;
    }

    /// <summary>Takes back a loss that was counted at this time.</summary>
    public void Retract(int cpu, long timeNs)
    {
        if ((uint)cpu >= (uint)_cpus) return;
        int column = (int)(Math.Max(0, timeNs - OriginNs) / ColumnNs), row = (int)((long)cpu * Rows / _cpus);
        if (column < Columns && _lost[row * Columns + column] > 0) _lost[row * Columns + column]--;
    }

    private void Halve()
    {
        _handled = Halved(_handled);
        _lost = Halved(_lost);
        ColumnNs *= 2;
        UsedColumns = (UsedColumns + 1) / 2;
    }

    private long[] Halved(long[] counts)
    {
        long[] halved = new long[counts.Length];
        for (int row = 0; row < Rows; row++)
        {
            for (int column = 0; column < Columns; column++) halved[row * Columns + column / 2] += counts[row * Columns + column];
        }

        return halved;
    }
}
