using Tickstorm.Scenarios;

namespace Tickstorm.Kernel;

/// <summary>
/// Which vectors lead to which lines: those that all CPUs share, and those that each CPU gives out itself to messages that move.
/// </summary>
/// <remarks>
/// Pins keep one vector on all CPUs in every version. Until 4.14 a search goes on after the last vector that was given out anywhere
/// (current_vector); here a line's search goes on after its own.
/// </remarks>
internal sealed class VectorPlan
{
    /// <summary>A vector that leads to no line.</summary>
    public const sbyte NoLine = -1;

    /// <summary>A vector of which each CPU has a table of its own.</summary>
    public const sbyte OfCpu = -2;

    /// <summary>A vector that devices could have, and that none has on any CPU.</summary>
    public const sbyte OfNobody = -3;

    // ISA interrupts, and int 0x80.
    private const int FirstLegacy = 0x30, EndOfLegacy = 0x40, SystemCall = 0x80;

    private readonly sbyte[] _lines = new sbyte[256];
    private readonly byte[] _vectors;
    private readonly bool[] _ofCpu;
    private readonly byte[] _order;
    private readonly int _most, _endOfDevices;
    private readonly bool _goesOn;

    public VectorPlan(Scenario scenario, KernelSwitches kernel, Vectors vectors)
    {
        IReadOnlyList<DeviceLoad> devices = scenario.Workload.Devices;
        _vectors = new byte[devices.Count + 1];
        _ofCpu = new bool[devices.Count + 1];
        _most = scenario.Machine.FreeVectors == 0 ? int.MaxValue : scenario.Machine.FreeVectors;
        for (int vector = 0; vector < _lines.Length; vector++) _lines[vector] = (sbyte)vectors.LineOf((byte)vector);
        _endOfDevices = vectors.EndOfDevices;
        _order = [];
        for (int line = 0; line < _vectors.Length; line++)
        {
            _vectors[line] = vectors.Line(line);
            _ofCpu[line] = line > 0 && kernel.VectorsPerCpu && devices[line - 1].Kind is DeviceKind.Msi or DeviceKind.MsiX;
        }

        if (!_ofCpu.Contains(true)) return;
        HasTables = true;
        _goesOn = kernel.VectorStep > 1;
        _order = [.. Order(kernel.FirstMessageVector, kernel.VectorStep, vectors)];
        foreach (byte vector in _order) _lines[vector] = OfCpu;
        Dictionary<int, sbyte[]> taken = [];
        int last = -1;
        for (int line = 1; line < _vectors.Length; line++)
        {
            if (!_ofCpu[line]) continue;
            int cpu = Math.Min(devices[line - 1].Cpu, scenario.Machine.Cpus - 1);
            if (!taken.TryGetValue(cpu, out sbyte[]? table)) taken[cpu] = table = new sbyte[256];
            int vector = last = Find(table, last);
            if (vector < 0) throw new InvalidOperationException($"Device {line - 1} finds no vector on CPU {cpu}.");
            table[vector] = (sbyte)line;
            _vectors[line] = (byte)vector;
        }

        IEnumerable<byte> Order(int first, int step, Vectors known)
        {
            for (int offset = 0; offset < step; offset++)
            {
                for (int vector = first + offset; vector < known.EndOfDevices; vector += step)
                {
                    bool isShared = vector is >= FirstLegacy and < EndOfLegacy or SystemCall;
                    for (int line = 0; line < _vectors.Length; line++) isShared |= !_ofCpu[line] && _vectors[line] == vector;
                    if (!isShared && known.LineOf((byte)vector) != 0) yield return (byte)vector;
                }
            }
        }
    }

    /// <summary>True when CPUs have tables of their own.</summary>
    public bool HasTables { get; }

    /// <summary>The line of a vector, <see cref="NoLine"/> or <see cref="OfCpu"/>.</summary>
    public sbyte LineOf(int vector) => _lines[vector];

    /// <summary>True for a vector with a gate to do_IRQ(), and nothing behind it on any CPU.</summary>
    /// <remarks>ISA interrupts have a descriptor even where no device is; int 0x80 and the system's vectors have entries of their own.
    /// </remarks>
    public bool IsOfNobody(int vector) => vector > Vectors.MoveCleanup && vector < _endOfDevices
        && vector is not (>= FirstLegacy and < EndOfLegacy or SystemCall)
        && (_lines[vector] == NoLine || _lines[vector] >= _vectors.Length);

    /// <summary>A line's vector at the start.</summary>
    public byte VectorOf(int line) => _vectors[line];

    /// <summary>True when a line's vector is one of its target CPU alone.</summary>
    public bool IsOfCpu(int line) => _ofCpu[line];

    /// <summary>The next vector that a CPU with such a table gives out, 0 in it being free; -1 when it has none left (-ENOSPC).</summary>
    /// <param name="table">A line for each vector.</param>
    /// <param name="last">Where the search goes on, until 4.14; -1 for the beginning.</param>
    public int Find(ReadOnlySpan<sbyte> table, int last)
    {
        int used = 0;
        foreach (byte vector in _order)
            if (table[vector] > 0) used++;
        if (used >= _most) return -1;
        int from = _goesOn && last >= 0 ? Array.IndexOf(_order, (byte)last) + 1 : 0;
        for (int i = 0; i < _order.Length; i++)
        {
            byte vector = _order[(from + i) % _order.Length];
            if (table[vector] == 0) return vector;
        }

        return -1;
    }
}
