using System.Buffers.Text;
using System.Text;

namespace Tickstorm.Traces.Formats;

/// <summary>
/// What recorders copy from a kernel into the head of their files, so that its events can be read on another machine: trace.dat and the
/// tracing data of perf.data are the same in this.
/// </summary>
internal sealed class KernelFiles
{
    private const int MostEvents = 1 << 16;
    private readonly Dictionary<int, byte[]> _tasks = [];
    private readonly Dictionary<long, byte[]> _texts = [];

    /// <summary>True when the kernel's numbers have their highest byte first.</summary>
    public bool IsBig { get; set; }

    /// <summary>Bytes of the kernel's long.</summary>
    public int LongSize { get; set; } = 8;

    /// <summary>The size of the field "commit" in the head of a page, and where the events begin.</summary>
    public (int CommitSize, int DataAt) Page { get; private set; } = (8, 16);

    /// <summary>The descriptions of events.</summary>
    public List<EventFormat> Events { get; } = [];

    /// <summary>The names of functions.</summary>
    public KernelSymbols Symbols { get; private set; } = KernelSymbols.None;

    /// <summary>Reads the description of a page ("header_page") and passes over that of an event's head.</summary>
    public void ReadHeads(HeadReader head)
    {
        head.Named("header_page");
        EventFormat? page = EventFormat.Parse("", "name: page\nID: 0\n" + Encoding.Latin1.GetString(head.Bytes(head.Number64())));
        if (page is not null && page["commit"] is { Size: 4 or 8 } commit && page["data"] is { Offset: > 0 and < 256 } data)
            Page = (commit.Size, data.Offset);
        head.Named("header_event");
        head.Skip(head.Number64());
    }

    /// <summary>Reads the descriptions of ftrace's own events.</summary>
    public void ReadOwnEvents(HeadReader head)
    {
        for (uint count = head.Number32(); count > 0; count--) Event("ftrace", head);
    }

    /// <summary>Reads the descriptions of all other events.</summary>
    public void ReadEvents(HeadReader head)
    {
        for (uint systems = head.Number32(); systems > 0; systems--)
        {
            string system = head.Text();
            for (uint count = head.Number32(); count > 0; count--) Event(system, head);
        }
    }

    /// <summary>Takes kallsyms.</summary>
    public void TakeSymbols(byte[] text)
    {
        if (text.Length > 0) Symbols = new KernelSymbols(text);
    }

    /// <summary>Takes printk_formats: "0xffffffff81d8a2c0 : "Rescheduling interrupts"" a line.</summary>
    public void TakeTexts(byte[] text)
    {
        foreach (string line in Encoding.Latin1.GetString(text).Split('\n'))
        {
            int colon = line.IndexOf(" : ", StringComparison.Ordinal);
            if (colon < 3 || !line.StartsWith("0x", StringComparison.Ordinal)) continue;
            if (Utf8Parser.TryParse(Encoding.Latin1.GetBytes(line[2..colon]), out ulong address, out int _, 'x'))
                _texts[(long)address] = Encoding.Latin1.GetBytes(line[(colon + 3)..].Trim('"'));
        }
    }

    /// <summary>Takes saved_cmdlines: "258 busy" a line.</summary>
    public void TakeTasks(byte[] text)
    {
        foreach (string line in Encoding.Latin1.GetString(text).Split('\n'))
        {
            int blank = line.IndexOf(' ', StringComparison.Ordinal);
            if (blank > 0 && Utf8Parser.TryParse(Encoding.Latin1.GetBytes(line[..blank]), out int pid, out int _))
                Name(pid, Encoding.Latin1.GetBytes(line[(blank + 1)..].TrimEnd('\0')));
        }
    }

    /// <summary>A task has this name.</summary>
    public void Name(int pid, byte[] name)
    {
        if (_tasks.Count < MostEvents || _tasks.ContainsKey(pid)) _tasks[pid] = name;
    }

    /// <summary>The name of a task; empty when it is not known.</summary>
    public ReadOnlySpan<byte> Task(int pid) => pid == 0 ? "<idle>"u8 : _tasks.TryGetValue(pid, out byte[]? name) ? name : default;

    /// <summary>The text at an address of the kernel; empty when it is not known.</summary>
    public ReadOnlySpan<byte> Text(long address) => _texts.TryGetValue(address, out byte[]? text) ? text : default;

    private void Event(string system, HeadReader head)
    {
        long at = head.Position;
        EventFormat? format = EventFormat.Parse(system, Encoding.Latin1.GetString(head.Bytes(head.Number64())));
        if (format is null) return;
        if (Events.Count == MostEvents) throw head.Bad(at, $"more than {MostEvents} events");
        Events.Add(format);
    }
}
