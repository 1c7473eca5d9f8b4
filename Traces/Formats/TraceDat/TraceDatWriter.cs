using System.Buffers.Binary;
using System.Text;
using Tickstorm.Traces.Outputs;
using Tickstorm.Traces.Runs;
using Tickstorm.Tracing;

namespace Tickstorm.Traces.Formats.TraceDat;

/// <summary>Writes trace.dat, version 6, for trace-cmd and KernelShark.</summary>
/// <remarks>The format wants each CPU's pages together, so they are spooled and put in order when the file is closed; memory is one page
/// per CPU that speaks.</remarks>
internal sealed class TraceDatWriter : TraceWriter
{
    /// <summary>The longest text that fits a page of its own.</summary>
    private const int MostText = 3_500;
    private readonly Stream _target;
    private readonly TraceRunInfo _info;
    private readonly GuestTask _tasks;
    private readonly DatSpool _spool;
    private readonly byte[][] _actions;
    private DatPage?[] _pages;

    public TraceDatWriter(Stream target, string spool, TraceRunInfo info, Output? output)
        : base(info, output)
    {
        _target = target;
        _info = info;
        _tasks = new GuestTask(info);
        _pages = new DatPage?[Math.Max(1, info.Cpus)];
        _actions = [Encoding.ASCII.GetBytes(VectorNames.OfLine(0) + "\0"), Encoding.ASCII.GetBytes(VectorNames.OfLine(1) + "\0")];
        _spool = new DatSpool(spool, info);
    }

    /// <inheritdoc/>
    public override string? Remains => _spool.Path;

    // Number and sum of the records are added to what was made to fit.
    protected override int MostTotals => MostText - 100;

    protected override void Begin(long timeNs) => PutText(DatLayout.Numbers.RunInfo, timeNs, RunInfoJson.Of(_info));

    protected override void Put(in TraceRecord record)
    {
        int pid = Task(record);
        int id = DatLayout.Numbers.Of(record);
        if (id != DatLayout.Numbers.IrqEntry)
        {
            DatFields.Write(Room(record.Cpu, record.Time, DatLayout.RecordSize), id, record, pid);
            return;
        }

        byte[] action = _actions[record.Line == 0 ? 0 : 1];
        Span<byte> named = Room(record.Cpu, record.Time, DatLayout.StringAt + 4 + action.Length);
        DatFields.Write(named, id, record, pid);
        Place(named, action);
    }

    protected override void Close(TraceTotals? totals)
    {
        if (totals is not null) PutText(DatLayout.Numbers.RunTotals, EndNs(totals), RunInfoJson.Of(totals));
        for (int cpu = 0; cpu < _pages.Length; cpu++)
        {
            if (_pages[cpu] is { IsEmpty: false } page) Spool(cpu, page);
        }

        BufferedStream file = new(_target, 1 << 20);
        Assemble(file);
        file.Flush();
    }

    // Where the target could not be written whole, the spool is all there is.
    protected override void Release(bool isWhole)
    {
        if (!isWhole) _spool.Leave();
        _spool.Dispose();
    }

    private void Assemble(Stream file)
    {
        ByteBuffer head = new(1 << 16);
        DatHeader.Write(head, _info, _pages.Length);
        long offset = Aligned(head.Length + 16L * _pages.Length);
        foreach (DatPage? page in _pages)
        {
            long size = (page?.Written ?? 0) * DatLayout.PageSize;
            head.Int64(size == 0 ? 0 : offset);
            head.Int64(size);
            offset += size;
        }

        head.Take((int)(Aligned(head.Length) - head.Length)).Clear();
        file.Write(head.Written);
        foreach (DatPage? page in _pages)
        {
            if (page is { Written: > 0 }) _spool.CopyChain(page.Previous, page.Written, file);
        }
    }

    private static long Aligned(long offset) => (offset + DatLayout.PageSize - 1) / DatLayout.PageSize * DatLayout.PageSize;

    // The task that runs there; viewers are told when a busy CPU begins, and when one falls silent for good.
    private int Task(in TraceRecord record)
    {
        if (!_tasks.IsBusy(record.Cpu)) return 0;
        DatPage? page = record.Cpu < _pages.Length ? _pages[record.Cpu] : null;
        if (page is not { IsTold: true })
        {
            if (record.Kind == TraceKind.Stalled) return 0;
            DatFields.WriteSwitch(Room(record.Cpu, record.Time, DatLayout.SwitchSize), record.Cpu, begins: true);
            _pages[record.Cpu]!.IsTold = true;
        }
        else if (record.Kind == TraceKind.Stalled)
        {
            DatFields.WriteSwitch(
                Room(record.Cpu, Math.Min(page.LastNs + 1, record.Time), DatLayout.SwitchSize), record.Cpu, begins: false);
            return 0;
        }

        return GuestTask.Pid(record.Cpu);
    }

    private Span<byte> Room(int cpu, long timeNs, int size)
    {
        if (cpu >= _pages.Length) Array.Resize(ref _pages, cpu + 1);
        DatPage page = _pages[cpu] ??= new DatPage();
        Span<byte> room = page.TryAdd(timeNs, size);
        if (room.IsEmpty)
        {
            Spool(cpu, page);
            room = page.TryAdd(timeNs, size);
        }

        return room;
    }

    private void Spool(int cpu, DatPage page)
    {
        long previous = page.Previous;
        page.Previous = _spool.Add(previous, cpu, page.Finish());
        page.Written++;
    }

    private void PutText(int id, long timeNs, string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text + "\0");
        Span<byte> room = Room(0, timeNs, DatLayout.StringAt + 4 + bytes.Length);
        room.Clear();
        DatFields.Write(room, id, new TraceRecord(timeNs, 0, 0, TraceKind.Raised, 0, 0, -1, -1, -1, 0), 0);
        Place(room, bytes);
    }

    // A __data_loc word: the offset of the string in the record, its length in the upper half.
    private static void Place(Span<byte> room, ReadOnlySpan<byte> text)
    {
        BinaryPrimitives.WriteInt32LittleEndian(room[DatLayout.StringAt..], text.Length << 16 | (DatLayout.StringAt + 4));
        text.CopyTo(room[(DatLayout.StringAt + 4)..]);
        room[(DatLayout.StringAt + 4 + text.Length)..].Clear();
    }
}
