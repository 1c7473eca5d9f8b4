using System.Runtime.InteropServices;
using Tickstorm.Tracing;

namespace Tickstorm.Traces.Formats;

/// <summary>Puts records back into the total order (time, process, sequence), in a file when they are too many for memory.</summary>
/// <remarks>OTLP files hold interrupts in the order in which they ended.</remarks>
internal sealed class RecordSorter : IDisposable
{
    private const int ChunkRecords = 1 << 19;
    private const int ReadRecords = 1 << 12;
    private readonly TraceRecord[] _chunk = new TraceRecord[ChunkRecords];
    private readonly TraceSort _sort = new();
    private readonly List<(long From, int Count)> _runs = [];
    private FileStream? _file;
    private int _count;

    /// <summary>Adds a record.</summary>
    public void Add(in TraceRecord record)
    {
        if (_count == ChunkRecords) Spill();
        _chunk[_count++] = record;
    }

    /// <summary>Gives all records out in order.</summary>
    public void Drain(ICaptureSink sink)
    {
        if (_file is null)
        {
            foreach (ref readonly TraceRecord record in Sorted().AsSpan()) sink.Record(record);
            return;
        }

        if (_count > 0) Spill();
        FileStream file = _file;
        StreamMerge.Merge(_runs.Select(run => new Run(file, run.From, run.Count)), sink);
    }

    /// <summary>Removes the file.</summary>
    public void Dispose() => _file?.Dispose();

    private void Spill()
    {
        _file ??= new FileStream(
            Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 0,
            FileOptions.DeleteOnClose);
        _runs.Add((_file.Position, _count));
        _file.Write(MemoryMarshal.AsBytes(Sorted().AsSpan()));
        _count = 0;
    }

    private ArraySegment<TraceRecord> Sorted() => _sort.Sort(new ArraySegment<TraceRecord>(_chunk, 0, _count));

    private sealed class Run(FileStream file, long from, int count) : RecordCursor
    {
        private readonly TraceRecord[] _buffer = new TraceRecord[ReadRecords];
        private int _filled;
        private int _at;
        private long _offset = from;
        private int _left = count;

        public override bool Next()
        {
            if (_at == _filled)
            {
                _filled = Math.Min(_left, ReadRecords);
                if (_filled == 0) return false;
                Span<byte> bytes = MemoryMarshal.AsBytes(_buffer.AsSpan(0, _filled));
                RandomAccess.Read(file.SafeFileHandle, bytes, _offset);
                _offset += bytes.Length;
                _left -= _filled;
                _at = 0;
            }

            Current = _buffer[_at++];
            return true;
        }
    }
}
