using System.Text;

namespace Tickstorm.Traces.Formats.Text;

/// <summary>Gives out the event lines of a kernel's capture: their clock, and the buffers and machines that they come from.</summary>
internal sealed class KernelText(ICaptureSink sink, LineSource lines, string file, TextFormat format)
{
    private readonly KernelEvents _events = new();

    // Where a name of an event was seen first: the same event in a second buffer is the same interrupt.
    private readonly Dictionary<ulong, ulong> _buffers = [];
    private const int MostNames = 1 << 16;
    private string? _machine;
    private int _machines;
    private bool _mayRepeat = format == TextFormat.TraceCmdReport;
    private bool _begun;
    private bool _saidRhythm;
    private bool _isWithoutCpus;
    private TextClock? _clock;

    /// <summary>A line says how many CPUs a machine has: trace-cmd report prints one a file.</summary>
    public void Machine()
    {
        if (++_machines > 1) throw TwoMachines();
    }

    /// <summary>A line does not say its CPU: that of a capture of such lines, or a foreign one among others.</summary>
    public bool TakesWithoutCpu()
    {
        if (_begun && !_isWithoutCpus) return false;
        if (!_isWithoutCpus) sink.WithoutCpus();
        return _isWithoutCpus = true;
    }

    /// <summary>Takes an event line; null when it was taken, otherwise what it lacks.</summary>
    public string? Take(ref EventLine line)
    {
        if (!_begun) Begin(line);
        if (line.IsCount)
        {
            line.TimeNs = _clock?.Time(line.TimeNs) ?? throw new TraceFormatException(
                file, lines.Place, "a time stamp that is no seconds, in a capture that has them", "one clock in one capture was expected");
        }

        if (IsRepeated(line)) return null;
        CaptureEvent captured = _events.Read(line, out ReadOnlySpan<byte> label);
        if (_events.Lack is { } lack) return lack;
        if (_events.TellsByRhythm && !_saidRhythm)
        {
            _saidRhythm = true;
            sink.Remark("which timer is the tick's: the capture has no names of functions, or another kernel's; it was told by its rhythm");
        }

        sink.Event(captured, label);
        return null;
    }

    private void Begin(in EventLine first)
    {
        _begun = true;
        ReadOnlySpan<byte> ahead = lines.Ahead;
        if (TextSample.Fault(ahead, format == TextFormat.PerfScript) is { } fault)
            throw new TraceFormatException(file, lines.Place, fault.Wrong, fault.Right);
        if (!first.IsCount) return;
        _clock = TextClock.Of(ahead) ?? throw new TraceFormatException(
            file, lines.Place,
                "the time stamps are of a clock that counts something else than time (trace_clock counter), or in an unknown unit",
            "record with trace_clock mono (trace-cmd record -C mono), or for x86-tsc and uptime with the events of timer");
        sink.Resolution(_clock.ResolutionNs);
        sink.Remark(_clock.ResolutionNs >= 1_000_000
            ? "times between events: the clock (uptime) counts 10 ms; only what the kernel itself says of its timers is finer"
            : "the clock counts cycles (x86-tsc); its rate is taken from what the kernel says of its timers");
    }

    // trace-cmd report puts the name of the instance or file before the task: "  irqs:          win-393", with a task of 16 columns.
    private bool IsRepeated(in EventLine line)
    {
        ReadOnlySpan<byte> task = line.Head;
        int colon = task.IndexOf((byte)':') < 0 ? -1 : (task = task.TrimStart((byte)' ')).IndexOf(":  "u8);
        ReadOnlySpan<byte> buffer = colon > 0 && task[..colon].IndexOf((byte)' ') < 0 ? task[..colon] : default;
        if (!buffer.IsEmpty)
        {
            _mayRepeat = true;
            if (buffer.IndexOf((byte)'.') >= 0 || buffer.IndexOf((byte)'/') >= 0) File(buffer);
        }

        if (!_mayRepeat || line.Name.SequenceEqual("print"u8)) return false;
        ulong name = Hash(line.Name), owner = Hash(buffer);
        if (_buffers.TryGetValue(name, out ulong known)) return known != owner;
        if (_buffers.Count < MostNames) _buffers[name] = owner;
        return false;
    }

    private void File(ReadOnlySpan<byte> name)
    {
        string machine = Encoding.Latin1.GetString(name);
        if ((_machine ??= machine) != machine) throw TwoMachines();
    }

    private TraceFormatException TwoMachines() => new(
        file, lines.Place, "the events of several machines are in one report", "give one at a time: trace-cmd report -i FILE");

    private static ulong Hash(ReadOnlySpan<byte> text)
    {
        ulong hash = 14_695_981_039_346_656_037;
        foreach (byte one in text) hash = (hash ^ one) * 1_099_511_628_211;
        return hash;
    }
}
