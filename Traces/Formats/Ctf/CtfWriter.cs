using System.Globalization;
using System.Text;
using Tickstorm.Traces.Outputs;
using Tickstorm.Traces.Runs;
using Tickstorm.Tracing;

namespace Tickstorm.Traces.Formats.Ctf;

/// <summary>Writes a CTF 1.8 folder: metadata and one stream of packets per CPU, for babeltrace2 and Trace Compass.</summary>
internal sealed class CtfWriter : TraceWriter
{
    private const int RecordSize = 10 + 36 + 16;

    /// <summary>With many CPUs packets are small, so that memory stays bounded.</summary>
    private readonly int _packetSize;
    private readonly int[] _vectorIds = new int[256];
    private readonly string _folder;
    private readonly Dictionary<int, CtfStream> _streams = [];
    private long _lastNs;

    public CtfWriter(OutputFolder folder, TraceRunInfo info)
        : base(info, folder)
    {
        _folder = folder.Written;
        _packetSize = info.Cpus <= 64 ? 1 << 18 : info.Cpus <= 1_024 ? 1 << 15 : 1 << 12;
        string[] vectors = SimulatedEvents.VectorEvents;
        for (int vector = 0; vector < _vectorIds.Length; vector++)
            _vectorIds[vector] = CtfMetadata.FirstVectorId + 2 * Math.Max(0, Array.IndexOf(vectors, VectorNames.Of(vector)));
        // Until a stream has its first packet, this alone says which run the folder is of.
        folder.Note(Encoding.UTF8.GetBytes(RunInfoJson.Of(info)));
        File.WriteAllText(Path.Combine(_folder, CtfFolder.Metadata), CtfMetadata.Of(info));
        Text(CtfMetadata.RunInfoId, 0, RunInfoJson.Of(info));
    }

    protected override void Put(in TraceRecord record)
    {
        _lastNs = record.Time;
        ByteBuffer buffer = Stream(record.Cpu).Room(record.Time, RecordSize);
        bool kernels = SimulatedEvents.IsKernels(record.Kind);
        bool enter = record.Kind == TraceKind.HandlerEnter;
        int id = !kernels ? (int)record.Kind
            : record.Line >= 0 ? enter ? CtfMetadata.IrqEntryId : CtfMetadata.IrqExitId
            : _vectorIds[record.Vector & 0xff] + (enter ? 0 : 1);
        buffer.UInt16((ushort)id);
        buffer.Int64(record.Time);
        buffer.Int32(record.Vector);
        buffer.Int32(record.Line);
        buffer.Int64(record.Interrupt);
        buffer.Int64(record.Argument);
        buffer.Int32(record.Peer);
        buffer.Int32(record.Process);
        buffer.UInt32(record.Sequence);
        if (id == CtfMetadata.IrqEntryId) buffer.ZeroTerminated(VectorNames.OfLine(record.Line));
        else if (id == CtfMetadata.IrqExitId) buffer.Int32(1);
    }

    protected override void Close(TraceTotals? totals)
    {
        if (totals is not null) Text(CtfMetadata.RunTotalsId, Math.Max(_lastNs, totals.SimulatedNs), RunInfoJson.Of(totals));
        foreach (CtfStream stream in _streams.Values) stream.Flush();
    }

    private void Text(int id, long timeNs, string text)
    {
        ByteBuffer buffer = Stream(0).Room(timeNs, 10 + 4 * text.Length);
        buffer.UInt16((ushort)id);
        buffer.Int64(timeNs);
        buffer.ZeroTerminated(text);
    }

    private CtfStream Stream(int cpu)
    {
        if (_streams.TryGetValue(cpu, out CtfStream? stream)) return stream;
        string path = Path.Combine(_folder, string.Create(CultureInfo.InvariantCulture, $"{CtfFolder.Stream}{cpu}"));
        return _streams[cpu] = new CtfStream(path, cpu, _packetSize);
    }
}
