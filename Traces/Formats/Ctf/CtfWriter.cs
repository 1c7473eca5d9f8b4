using System.Globalization;
using System.Text;
using Tickstorm.Traces.Outputs;
using Tickstorm.Traces.Runs;
using Tickstorm.Tracing;

namespace Tickstorm.Traces.Formats.Ctf;

/// <summary>Writes a CTF 1.8 folder: metadata and one stream of packets per CPU, for babeltrace2 and Trace Compass.</summary>
internal sealed class CtfWriter : TraceWriter
{
    private const int MostRecord = CtfLayout.EventHead + CtfLayout.FieldsSize + 16;

    /// <summary>With many CPUs packets are small, so that memory stays bounded.</summary>
    private readonly int _packetSize;
    private readonly TraceRunInfo _info;
    private readonly GuestTask _tasks;
    private readonly string _folder;
    private readonly Dictionary<int, CtfStream> _streams = [];

    public CtfWriter(OutputFolder folder, TraceRunInfo info)
        : base(info, folder)
    {
        _info = info;
        _tasks = new GuestTask(info);
        _folder = folder.Written;
        _packetSize = info.Cpus <= 64 ? 1 << 18 : info.Cpus <= 1_024 ? 1 << 15 : 1 << 12;
        // Until a stream has its first packet, this alone says which run the folder is of.
        folder.Note(Encoding.UTF8.GetBytes(RunInfoJson.Of(info)));
        File.WriteAllText(Path.Combine(_folder, CtfFolder.Metadata), CtfMetadata.Of(info));
    }

    protected override void Begin(long timeNs) => Text(CtfLayout.Numbers.RunInfo, timeNs, RunInfoJson.Of(_info));

    protected override void Put(in TraceRecord record)
    {
        CtfStream stream = Stream(record.Cpu);
        Task(stream, record);
        ByteBuffer buffer = stream.Room(record.Time, MostRecord);
        int id = CtfLayout.Numbers.Of(record);
        CtfLayout.WriteHead(buffer, id, record.Time);
        CtfLayout.WriteFields(buffer, record);
        if (id == CtfLayout.Numbers.IrqEntry) buffer.ZeroTerminated(VectorNames.OfLine(record.Line));
        else if (id == CtfLayout.Numbers.IrqExit) buffer.Int32(1);
    }

    protected override void Close(TraceTotals? totals)
    {
        if (totals is not null) Text(CtfLayout.Numbers.RunTotals, EndNs(totals), RunInfoJson.Of(totals));
        foreach (CtfStream stream in _streams.Values) stream.Flush();
    }

    // Viewers are told when a busy CPU begins, and when one falls silent for good.
    private void Task(CtfStream stream, in TraceRecord record)
    {
        bool ends = record.Kind == TraceKind.Stalled;
        if (stream.IsTold != ends || !_tasks.IsBusy(record.Cpu)) return;
        stream.IsTold = true;
        long timeNs = ends ? Math.Min(stream.LastNs + 1, record.Time) : record.Time;
        ByteBuffer buffer = stream.Room(timeNs, CtfLayout.EventHead + CtfLayout.SwitchSize);
        CtfLayout.WriteHead(buffer, CtfLayout.Numbers.SchedSwitch, timeNs);
        CtfLayout.WriteSwitch(buffer, record.Cpu, begins: !ends);
    }

    private void Text(int id, long timeNs, string text)
    {
        ByteBuffer buffer = Stream(0).Room(timeNs, CtfLayout.EventHead + 4 * text.Length);
        CtfLayout.WriteHead(buffer, id, timeNs);
        buffer.ZeroTerminated(text);
    }

    private CtfStream Stream(int cpu)
    {
        if (_streams.TryGetValue(cpu, out CtfStream? stream)) return stream;
        string path = Path.Combine(_folder, string.Create(CultureInfo.InvariantCulture, $"{CtfFolder.Stream}{cpu}"));
        return _streams[cpu] = new CtfStream(path, cpu, _packetSize);
    }
}
