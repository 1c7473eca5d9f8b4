namespace Tickstorm.Traces.Formats.Perf;

/// <summary>
/// The head of a perf.data: its events and what it keeps of the kernel (tools/perf/Documentation/perf.data-file-format.txt). What
/// <c>perf record -o -</c> writes has both among its records.
/// </summary>
internal sealed class PerfFile
{
    private const int TracingData = 1;
    private const int CpuCount = 7;
    private const int Features = 256;
    private const int MostEvents = 1 << 16;
    private readonly Dictionary<long, PerfAttribute> _byId = [];
    private readonly HeadReader _head;

    private PerfFile(HeadReader head) => _head = head;

    /// <summary>What the recorder kept of the kernel.</summary>
    public KernelFiles Kernel { get; } = new();

    /// <summary>The events.</summary>
    public List<PerfAttribute> Attributes { get; } = [];

    /// <summary>True when numbers have their highest byte first.</summary>
    public bool IsBig => _head.IsBig;

    /// <summary>Where the records begin.</summary>
    public long DataAt { get; private set; }

    /// <summary>Where they end; -1 for the end of the file.</summary>
    public long DataEnd { get; private set; } = -1;

    /// <summary>CPUs of the machine; 0 when it is not said.</summary>
    public int Cpus { get; private set; }

    /// <summary>True when the file begins as a perf.data does, in either order of bytes.</summary>
    public static bool Begins(ReadOnlySpan<byte> begin) => begin.StartsWith("PERFILE2"u8) || begin.StartsWith("2ELIFREP"u8);

    /// <summary>Reads the head.</summary>
    public static PerfFile Read(Stream stream, string file)
    {
        HeadReader head = new(stream, file, "a complete perf.data");
        head.IsBig = head.Bytes(8)[0] == (byte)'2';
        PerfFile perf = new(head);
        long size = head.Number64();
        if (size < 104)
        {
            perf.DataAt = size;
            return perf;
        }

        perf.ReadHead();
        return perf;
    }

    /// <summary>The event that a sample is of; null when it is not told.</summary>
    public PerfAttribute? Of(ReadOnlySpan<byte> record)
    {
        if (Attributes.Count == 0) return null;
        if (Attributes.Count == 1) return Attributes[0];
        // All events of a file name themselves at the same place.
        return PerfSample.Id(record, Attributes[0].Holds, IsBig) is
        {

        } id && _byId.TryGetValue(id, out PerfAttribute? attribute) ? attribute
            : _byId.Count == 0 ? Attributes[0] : null;
    }

    /// <summary>Takes an event whose description is a record.</summary>
    public void TakeAttribute(byte[] record)
    {
        HeadReader head = Reader(record);
        head.Position = 12;
        long size = head.Number32();
        head.Position = 8;
        if (size > head.Left) throw _head.Bad(_head.Position, $"an event's description of {size} bytes");
        PerfAttribute attribute = PerfAttribute.Read(head, size);
        Add(attribute);
        while (head.Left >= 8) _byId[head.Number64()] = attribute;
    }

    /// <summary>Takes what follows a record: files of the kernel.</summary>
    public void TakeTracing(byte[] data) => ReadTracing(Reader(data));

    /// <summary>Takes a feature that is a record.</summary>
    public void TakeFeature(byte[] record)
    {
        HeadReader head = Reader(record);
        head.Position = 8;
        if (head.Number64() == CpuCount && head.Left >= 8) TakeCpus(head);
    }

    private HeadReader Reader(byte[] bytes) =>
        new(new MemoryStream(bytes, writable: false), _head.Name, "a complete perf.data") { IsBig = IsBig };

    private void ReadHead()
    {
        long attributeSize = _head.Number64();
        (long At, long Size) attributes = (_head.Number64(), _head.Number64()), data = (_head.Number64(), _head.Number64());
        _head.Skip(16);
        List<int> features = [];
        for (int word = 0; word < Features / 64; word++)
        {
            long bits = _head.Number64();
            for (int bit = 0; bit < 64; bit++)
            {
                if ((bits >> bit & 1) != 0) features.Add(word * 64 + bit);
            }
        }

        // Until a recorder ends its file it says that there are no records.
        (DataAt, DataEnd) = (data.At, data.Size > 0 ? data.At + data.Size : -1);
        if (attributeSize < 64 || attributes.Size < 0 || attributes.Size / attributeSize > MostEvents)
            throw _head.Bad(_head.Position, $"{attributes.Size} bytes of events");
        for (long at = attributes.At; at + attributeSize <= attributes.At + attributes.Size; at += attributeSize)
        {
            _head.Position = at;
            PerfAttribute attribute = PerfAttribute.Read(_head, attributeSize - 16);
            Add(attribute);
            long ids = _head.Number64(), size = _head.Number64();
            if (size > 0) _head.Position = ids;
            for (long id = 0; id < size / 8; id++) _byId[_head.Number64()] = attribute;
        }

        if (DataEnd < 0 || DataEnd > _head.Position + _head.Left) return;
        for (int i = 0; i < features.Count; i++)
        {
            _head.Position = DataEnd + 16 * i;
            long at = _head.Number64(), size = _head.Number64();
            if (features[i] is not (TracingData or CpuCount) || size <= 0) continue;
            _head.Position = at;
            if (features[i] == CpuCount) TakeCpus(_head);
            else ReadTracing(Reader(_head.Bytes(size)));
        }
    }

    private void TakeCpus(HeadReader head)
    {
        head.Skip(4);
        Cpus = (int)Math.Min(head.Number32(), CaptureGuard.MostCpus);
    }

    private void Add(PerfAttribute attribute)
    {
        if (Attributes.Count == MostEvents) throw _head.Bad(_head.Position, $"more than {MostEvents} events");
        Attributes.Add(attribute);
    }

    private void ReadTracing(HeadReader head)
    {
        head.Skip(10);
        string version = head.Text();
        Kernel.IsBig = head.IsBig = head.Number8() != 0;
        Kernel.LongSize = head.Number8() is 4 ? 4 : 8;
        head.Skip(4);
        Kernel.ReadHeads(head);
        Kernel.ReadOwnEvents(head);
        Kernel.ReadEvents(head);
        Kernel.TakeSymbols(head.Bytes(head.Number32()));
        Kernel.TakeTexts(head.Bytes(head.Number32()));
        if (string.CompareOrdinal(version, "0.6") >= 0 && head.Left >= 8) Kernel.TakeTasks(head.Bytes(head.Number64()));
    }
}
