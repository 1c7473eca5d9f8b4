using System.Buffers.Binary;
using SharpCompress.Compressors.ZStandard;

namespace Tickstorm.Traces.Formats.Perf;

/// <summary>Reads the tracepoints of a perf.data.</summary>
internal sealed class PerfDataReader(FileStream stream, TraceInput input, ICaptureSink taker)
{
    private const int Head = 8;
    private const int Lost = 2;
    private const int Comm = 3;
    private const int Sample = 9;
    private const int LostSamples = 13;
    private const int Attribute = 64;
    private const int Tracing = 66;
    private const int FinishedRound = 68;
    private const int AuxTrace = 71;
    private const int Feature = 80;
    private const int Compressed = 81;
    private const int Compressed2 = 83;
    private readonly PerfFile _perf = PerfFile.Read(stream, input.Name);
    private readonly TickRhythm _rhythm = new();
    private CaptureGuard? _sink;
    private BinaryEvents? _events;
    private PerfOrder? _order;
    private long _at;
    private bool _isRehearsal;
    private bool _noCpu;
    private long _others;
    private byte[] _left = [];
    private PackedBlocks? _packed;

    /// <summary>Reads everything.</summary>
    public void Read()
    {
        CaptureGuard sink = _sink = input.Guard(taker, () => $"offset {_at}");
        // Newer files have no names of functions: everything is read twice.
        _isRehearsal = true;
        Walk();
        _isRehearsal = false;
        long tick = _rhythm.Function;
        if (_perf.Attributes.Count == 0)
        {
            throw new TraceFormatException(
                input.Name, "whole file", "there is no event in it", "perf record -a -e irq_vectors:* -e timer:* makes one");
        }

        if (!_perf.Attributes.Any(attribute => attribute.IsTracepoint) || _perf.Kernel.Events.Count == 0)
        {
            throw new TraceFormatException(
                input.Name, "whole file", "it has samples of a profile and no events of the kernel",
                "perf record -a -e irq_vectors:* -e timer:* makes one with them");
        }

        if (_perf.Cpus > 0) sink.Cpus(_perf.Cpus);
        _events = new BinaryEvents(_perf.Kernel);
        if (_perf.Kernel.Symbols.IsEmpty && tick != 0)
        {
            _events.TickFunction = tick;
            sink.Remark("which timer is the tick's: the file has no names of functions, it was told by its rhythm");
        }

        Walk();
        foreach (string remark in _events.Remarks) sink.Remark(remark);
        if (_others > 0) sink.Remark($"{_others} samples that are no events of the kernel");
        if (_order!.IsGuess) sink.Remark("the order of events: the file does not say where a round of its buffers ends");
        sink.Finish();
    }

    private void Walk()
    {
        _order = new PerfOrder(Give);
        _packed?.Dispose();
        (_packed, _left) = (null, []);
        long end = _perf.DataEnd < 0 ? stream.Length : Math.Min(_perf.DataEnd, stream.Length);
        if (_perf.DataEnd > stream.Length && !_isRehearsal) Cut();
        stream.Position = _at = _perf.DataAt;
        byte[] head = new byte[Head];
        while (_at + Head <= end)
        {
            _sink!.Look();
            if (stream.ReadAtLeast(head, Head, throwOnEndOfStream: false) < Head) break;
            (int type, int size) = Begin(head);
            if (size < Head) throw Bad($"a record of {size} bytes");
            byte[] record = new byte[size];
            head.CopyTo(record, 0);
            if (_at + size > end || stream.ReadAtLeast(record.AsSpan(Head), size - Head, throwOnEndOfStream: false) < size - Head)
            {
                if (!_isRehearsal) Cut();
                break;
            }

            _at += size;
            _at += Take(type, record);
        }

        _order.End();
    }

    // Returns how many bytes follow the record that are none.
    private long Take(int type, byte[] record)
    {
        switch (type)
        {
            case Attribute when _isRehearsal:
                _perf.TakeAttribute(record);
                return 0;
            case Tracing:
                return TakeTracing(record);
            case Feature when _isRehearsal:
                _perf.TakeFeature(record);
                return 0;
            case FinishedRound:
                _order!.Round();
                return 0;
            case AuxTrace:
                return Pass(record.Length >= 16 ? Number64(record.AsSpan(8)) : 0);
            case Compressed:
                Unpack(record.AsSpan(Head));
                return 0;
            case Compressed2 when record.Length >= 16:
                Unpack(record.AsSpan(16, (int)Math.Clamp(Number64(record.AsSpan(8)), 0, record.Length - 16)));
                return 0;
            case Sample or Lost or LostSamples or Comm:
                Keep(type, record);
                return 0;
            default:
                return 0;
        }
    }

    private long TakeTracing(byte[] record)
    {
        long size = record.Length >= 12 ? Number32(record.AsSpan(8)) : 0;
        size = size + 7 & ~7L;
        if (!_isRehearsal) return Pass(size);
        byte[] data = new byte[Math.Clamp(size, 0, stream.Length - stream.Position)];
        stream.ReadExactly(data);
        _perf.TakeTracing(data);
        return data.Length;
    }

    private long Pass(long size)
    {
        size = Math.Clamp(size, 0, stream.Length - stream.Position);
        stream.Position += size;
        return size;
    }

    // Packed records go on where the last piece ended; a record may be cut by the end of a piece.
    private void Unpack(ReadOnlySpan<byte> piece)
    {
        _packed ??= new PackedBlocks();
        byte[] bytes = [.. _left, .. _packed.Unpack(piece)];
        int at = 0;
        while (at + Head <= bytes.Length)
        {
            (int type, int size) = Begin(bytes.AsSpan(at));
            if (size < Head) throw Bad($"a packed record of {size} bytes");
            if (at + size > bytes.Length) break;
            if (type is FinishedRound or Sample or Lost or LostSamples or Comm) Take(type, bytes[at..(at + size)]);
            at += size;
        }

        _left = bytes[at..];
    }

    private void Keep(int type, byte[] record)
    {
        if (type == Comm && record.Length > 16)
        {
            ReadOnlySpan<byte> name = record.AsSpan(16);
            int end = name.IndexOf((byte)0);
            _perf.Kernel.Name((int)Number32(record.AsSpan(12)), (end < 0 ? name : name[..end]).ToArray());
            return;
        }

        if (type == Comm || Part(type, record) is not { } part) return;
        if (_isRehearsal && _events is null && _perf.Kernel.Events.Count > 0) _events = new BinaryEvents(_perf.Kernel);
        if (_isRehearsal && type == Sample) Rehearse(part, record);
        else if (!_isRehearsal) _order!.Add(part.TimeNs == PerfSample.Missing ? long.MinValue : part.TimeNs, record);
    }

    private PerfSample? Part(int type, byte[] record)
    {
        if (type != Sample)
            return _perf.Attributes.Count == 0 ? null : PerfSample.OfEnd(record, _perf.Attributes[0], _perf.IsBig) ?? new PerfSample();
        return _perf.Of(record) is
        {

        } attribute ? PerfSample.Of(record, attribute, _perf.IsBig) ?? throw Bad("a sample that is not whole") : null;
    }

    private void Rehearse(PerfSample part, byte[] record)
    {
        ReadOnlySpan<byte> bytes = record.AsSpan(part.RawAt, part.RawLength);
        if (bytes.IsEmpty || _events is null || _events.Number(bytes) is not (>= 0 and int number)) return;
        if (_events.Shape(number) != EventShape.TimerStart) return;
        (long timer, long function, long expiresNs) = _events.Start(number, bytes);
        _rhythm.Start(part.Cpu, timer, function, expiresNs);
    }

    private void Give(byte[] record)
    {
        (int type, int _) = Begin(record);
        PerfSample part = Part(type, record)!.Value;
        if (type is Lost or LostSamples)
        {
            int at = type == Lost ? 16 : 8;
            _sink!.Lost(part.Cpu, record.Length >= at + 8 ? Math.Max(0, Number64(record.AsSpan(at))) : null);
            return;
        }

        ReadOnlySpan<byte> bytes = record.AsSpan(part.RawAt, part.RawLength);
        int number = bytes.IsEmpty ? -1 : _events!.Number(bytes);
        if (number < 0 || part.TimeNs == PerfSample.Missing)
        {
            _others++;
            return;
        }

        if (part.Cpu < 0 && !_noCpu)
        {
            _noCpu = true;
            _sink!.WithoutCpus();
        }

        CaptureEvent captured = _events!.Read(number, bytes, Math.Max(0, part.Cpu), part.TimeNs, out ReadOnlySpan<byte> label);
        _sink!.Event(captured, label);
    }

    private (int Type, int Size) Begin(ReadOnlySpan<byte> head) => _perf.IsBig
        ? ((int)BinaryPrimitives.ReadUInt32BigEndian(head), BinaryPrimitives.ReadUInt16BigEndian(head[6..]))
        : ((int)BinaryPrimitives.ReadUInt32LittleEndian(head), BinaryPrimitives.ReadUInt16LittleEndian(head[6..]));

    private uint Number32(ReadOnlySpan<byte> at) =>
        _perf.IsBig ? BinaryPrimitives.ReadUInt32BigEndian(at) : BinaryPrimitives.ReadUInt32LittleEndian(at);

    private long Number64(ReadOnlySpan<byte> at) =>
        _perf.IsBig ? BinaryPrimitives.ReadInt64BigEndian(at) : BinaryPrimitives.ReadInt64LittleEndian(at);

    private void Cut() => _sink!.Cut($"offset {stream.Length}", "the file ends here, and was to go on", isSure: true);

    private TraceFormatException Bad(string wrong) => new(input.Name, $"offset {_at}", wrong, "a complete perf.data was expected");

    private sealed class PackedBlocks : IDisposable
    {
        private const int MostUnpacked = 64 << 20;
        private readonly MemoryStream _in = new();
        private UnpackedStream? _out;

        public byte[] Unpack(ReadOnlySpan<byte> piece)
        {
            // perf packs what a few of its buffers hold.
            _in.SetLength(0);
            _in.Write(piece);
            _in.Position = 0;
            _out ??= new UnpackedStream(() => new DecompressionStream(_in, 0, checkEndOfStream: false, leaveOpen: true));
            using MemoryStream all = new();
            byte[] bytes = new byte[1 << 16];
            for (int read = _out.Read(bytes); read > 0; read = _out.Read(bytes))
            {
                if (all.Length + read > MostUnpacked) throw new InvalidDataException("a packed record of more than 64 MiB");
                all.Write(bytes, 0, read);
            }

            return all.ToArray();
        }

        public void Dispose()
        {
            _out?.Dispose();
            _in.Dispose();
        }
    }
}
