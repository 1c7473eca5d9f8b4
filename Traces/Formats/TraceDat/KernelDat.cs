namespace Tickstorm.Traces.Formats.TraceDat;

/// <summary>Where one CPU's events of one buffer stand in a trace.dat of a real kernel.</summary>
/// <param name="Buffer">The buffer's number, 0 for the top one.</param>
/// <param name="Cpu">The CPU.</param>
/// <param name="Offset">Where its bytes begin.</param>
/// <param name="Size">How many bytes it has, as they stand in the file.</param>
internal readonly record struct KernelSection(int Buffer, int Cpu, long Offset, long Size);

/// <summary>The head of a trace.dat of a real kernel (trace-cmd.dat.v6(5), trace-cmd.dat.v7(5)).</summary>
internal sealed class KernelDat : IDisposable
{
    private const int LargestPage = 1 << 22;
    private readonly HeadReader _head;
    private readonly string _file;

    private KernelDat(HeadReader head, string file) => (_head, _file) = (head, file);

    /// <summary>The file's name.</summary>
    public string Name => _file;

    /// <summary>What the recorder kept of the kernel.</summary>
    public KernelFiles Kernel { get; } = new();

    /// <summary>True for a file of the simulator.</summary>
    public bool IsOurs => Kernel.Events.Any(format => format.System == Runs.SimulatedEvents.System);

    /// <summary>The CPUs' events.</summary>
    public List<KernelSection> Sections { get; } = [];

    /// <summary>CPUs of the machine.</summary>
    public int Cpus { get; private set; }

    /// <summary>Bytes of a page of the ring buffer.</summary>
    public int PageSize { get; private set; }

    /// <summary>How the events are packed; null when they are not.</summary>
    public Unpacking? Packing { get; private set; }

    /// <summary>What is added to time stamps, ns.</summary>
    public long ShiftNs { get; private set; }

    /// <summary>How cycles become ns; a multiplier of 0 for a clock of ns.</summary>
    public (uint Multiplier, int Shift) Cycles { get; private set; }

    /// <summary>The clock's name; empty when it is not said.</summary>
    public string Clock { get; private set; } = "";

    /// <summary>Events that the kernel counted as overwritten or dropped, of all CPUs.</summary>
    public long Overrun { get; private set; }

    /// <summary>Reads the head of a file.</summary>
    public static KernelDat Read(Stream stream, string file)
    {
        HeadReader head = new(stream, file, "a complete trace.dat");
        KernelDat dat = new(head, file);
        head.Skip(DatLayout.Magic.Length);
        string version = head.Text();
        dat.Kernel.IsBig = head.IsBig = head.Number8() != 0;
        dat.Kernel.LongSize = head.Number8();
        long at = head.Position;
        uint page = head.Number32();
        if (dat.Kernel.LongSize is not (4 or 8) || page is < 64 or > LargestPage)
            throw head.Bad(at, $"a long of {dat.Kernel.LongSize} bytes and pages of {page}");
        dat.PageSize = (int)page;
        switch (version)
        {
            case "6":
                dat.ReadVersion6();
                break;
            case "7":
                dat.ReadVersion7();
                break;
            default:
                throw new TraceFormatException(
                    file, $"offset {DatLayout.Magic.Length}", $"version {Runs.Printable.Of(version)} of trace.dat",
                    "version 6 or 7 was expected; trace-cmd convert --file-version 7 makes one");
        }

        return dat;
    }

    /// <inheritdoc/>
    public void Dispose() => Packing?.Dispose();

    private void ReadVersion6()
    {
        Kernel.ReadHeads(_head);
        Kernel.ReadOwnEvents(_head);
        Kernel.ReadEvents(_head);
        Kernel.TakeSymbols(_head.Bytes(_head.Number32()));
        Kernel.TakeTexts(_head.Bytes(_head.Number32()));
        Kernel.TakeTasks(_head.Bytes(_head.Number64()));
        CountCpus();
        DatOptions options = new(this, _head);
        string kind = _head.Text();
        if (kind.StartsWith("options", StringComparison.Ordinal))
        {
            options.ReadVersion6();
            kind = _head.Text();
        }

        Sections6(kind, buffer: 0, Cpus);
        foreach ((long offset, int cpus) in options.Instances)
        {
            _head.Position = offset;
            kind = _head.Text();
            if (kind.StartsWith("options", StringComparison.Ordinal))
            {
                new DatOptions(this, _head).ReadVersion6();
                kind = _head.Text();
            }

            Sections6(kind, Sections.Count == 0 ? 0 : Sections[^1].Buffer + 1, cpus > 0 ? cpus : Cpus);
        }
    }

    private void ReadVersion7()
    {
        string packing = _head.Text();
        _head.Text();
        if (packing is not ("none" or ""))
        {
            Packing = Unpacking.Of(packing) ?? throw new TraceFormatException(
                _file, $"offset {DatLayout.Magic.Length}", $"the compression \"{Runs.Printable.Of(packing)}\"",
                    "none, zlib or zstd was expected");
        }

        new DatOptions(this, _head).ReadVersion7(_head.Number64());
    }

    /// <summary>Counts the CPUs that the head names.</summary>
    internal void CountCpus()
    {
        long at = _head.Position;
        uint cpus = _head.Number32();
        if (cpus is 0 or > CaptureGuard.MostCpus) throw _head.Bad(at, $"{cpus} CPUs");
        Cpus = Math.Max(Cpus, (int)cpus);
    }

    /// <summary>The clock; of "local [mono] boot" the one in brackets.</summary>
    internal void TakeClock(string clocks)
    {
        int open = clocks.IndexOf('[', StringComparison.Ordinal), close = clocks.IndexOf(']', StringComparison.Ordinal);
        Clock = open >= 0 && close > open ? clocks[(open + 1)..close] : clocks.Trim('\0', '\n', ' ');
    }

    /// <summary>Takes what a CPU's ring buffer says of itself.</summary>
    internal void TakeStatistics(string text)
    {
        foreach (string line in text.Split('\n'))
        {
            string[] pair = line.Split(": ");
            if (pair.Length == 2 && pair[0] is "overrun" or "dropped events" && long.TryParse(pair[1].Trim('\0', ' '), out long count)
                && count > 0)
            {
                Overrun += count;
            }
        }
    }

    /// <summary>Takes a shift of the time stamps.</summary>
    internal void TakeShift(long ns) => ShiftNs += ns;

    /// <summary>Takes how cycles become time.</summary>
    internal void TakeCycles(uint multiplier, int shift) => Cycles = (multiplier, shift & 63);

    /// <summary>Takes a CPU's section.</summary>
    internal void Section(int buffer, long cpu, long offset, long size)
    {
        if (cpu is < 0 or >= CaptureGuard.MostCpus) throw _head.Bad(_head.Position, $"CPU {cpu}");
        if (size == 0) return;
        if (offset < 0 || size < 0 || offset > long.MaxValue - size) throw _head.Bad(_head.Position, $"{size} bytes from {offset} on");
        Sections.Add(new KernelSection(buffer, (int)cpu, offset, size));
    }

    /// <summary>Takes another size of pages.</summary>
    internal void TakePageSize(uint size)
    {
        if (size is >= 64 and <= LargestPage) PageSize = (int)size;
    }

    private void Sections6(string kind, int buffer, int cpus)
    {
        if (!kind.StartsWith("flyrecord", StringComparison.Ordinal))
        {
            throw new TraceFormatException(_file, $"offset {_head.Position}", $"a part \"{Runs.Printable.Of(kind.Trim())}\"",
                kind.StartsWith("latency", StringComparison.Ordinal)
                    ? "trace-cmd report prints what it holds as text"
                    : "flyrecord was expected");
        }

        for (int cpu = 0; cpu < cpus; cpu++)
        {
            long offset = _head.Number64();
            Section(buffer, cpu, offset, _head.Number64());
        }
    }
}
