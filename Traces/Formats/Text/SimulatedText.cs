using Tickstorm.Traces.Runs;
using Tickstorm.Tracing;

namespace Tickstorm.Traces.Formats.Text;

/// <summary>Turns the lines that the simulator wrote, or that trace-cmd printed of its files, back into records.</summary>
internal sealed class SimulatedText(ICaptureSink sink)
{
    private const int MostRunning = 256;

    // A kernel's event of a handler does not say which interrupt it belongs to: it is the CPU's last dispatched that has not returned.
    private readonly Dictionary<int, Stack<TraceRecord>> _running = [];
    private TraceRunInfo? _info;

    /// <summary>True once the text has turned out to be the simulator's.</summary>
    public bool Any { get; private set; }

    /// <summary>What is wrong with the line last taken; null when nothing is.</summary>
    public string? Wrong { get; private set; }

    /// <summary>True for an event that only the simulator has.</summary>
    public static bool IsOurs(in EventLine line) => line.Name.SequenceEqual("run_info"u8) || IsRecord(line);

    /// <summary>The same, but for the description of a run.</summary>
    public static bool IsRecord(in EventLine line) =>
        line.Name.SequenceEqual("run_totals"u8) || SimulatedEvents.TryKind(line.Name, out _);

    /// <summary>Takes the line when it is the simulator's.</summary>
    public bool Take(in EventLine line)
    {
        if (!Any)
        {
            if (!line.Name.SequenceEqual("run_info"u8)) return false;
            Any = true;
        }

        if (line.Name.SequenceEqual("run_info"u8) && (_info = RunInfoJson.Info(line.Fields)) is null)
            Wrong = "run_info is no description of a run";
        if (_info is not null && line.Name.SequenceEqual("run_info"u8)) sink.Run(_info, null);
        else if (_info is not null && line.Name.SequenceEqual("run_totals"u8)) sink.Run(_info, RunInfoJson.Totals(line.Fields));
        else if (SimulatedEvents.TryKind(line.Name, out TraceKind kind)) Own(line, kind);
        else if (SimulatedEvents.IsHandler(line.Name, out TraceKind handler)) Kernels(line, handler);
        return true;
    }

    private void Own(in EventLine line, TraceKind kind)
    {
        if (!EventLineParser.TryNumber(line.Fields, "interrupt="u8, out _) || !EventLineParser.TryNumber(line.Fields, "seq="u8, out _))
        {
            Wrong = $"{SimulatedEvents.Name(kind)} lacks the fields from interrupt= to seq=";
            return;
        }

        TraceRecord record = new(line.TimeNs, (int)Number(line, "process="u8, line.Cpu), (uint)Number(line, "seq="u8, 0), kind, line.Cpu,
            Number(line, "interrupt="u8, 0), (short)Number(line, "vector="u8, -1), (short)Number(line, "line="u8, -1),
                (int)Number(line, "peer="u8, -1), Number(line, "arg="u8, 0));
        if (kind == TraceKind.Dispatched) Push(Running(line.Cpu), record);
        else if (kind == TraceKind.Returned) Running(line.Cpu).TryPop(out _);
        sink.Record(record);
    }

    private void Kernels(in EventLine line, TraceKind kind)
    {
        if (!Running(line.Cpu).TryPeek(out TraceRecord running))
            running = new TraceRecord(0, line.Cpu, 0, kind, line.Cpu, 0, -1, -1, -1, 0);
        short number = (short)Number(line, "irq="u8, -1);
        short vector = (short)Number(line, "vector="u8, running.Vector);
        sink.Record(
            running with { Time = line.TimeNs, Kind = kind, Vector = vector, Line = number, Peer = -1, Argument = 0, Sequence = 0 });
    }

    // Interrupts nest a few deep: more are those whose end was cut out.
    private static void Push(Stack<TraceRecord> running, in TraceRecord record)
    {
        if (running.Count == MostRunning) running.Clear();
        running.Push(record);
    }

    private Stack<TraceRecord> Running(int cpu)
    {
        if (!_running.TryGetValue(cpu, out Stack<TraceRecord>? running)) _running[cpu] = running = new Stack<TraceRecord>();
        return running;
    }

    private static long Number(in EventLine line, ReadOnlySpan<byte> key, long otherwise) =>
        EventLineParser.TryNumber(line.Fields, key, out long value) ? value : otherwise;
}
