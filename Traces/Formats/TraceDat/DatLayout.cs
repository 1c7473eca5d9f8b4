using System.Text;
using Tickstorm.Traces.Runs;
using Tickstorm.Tracing;

namespace Tickstorm.Traces.Formats.TraceDat;

/// <summary>The events of our trace.dat files: their numbers and format descriptions.</summary>
/// <remarks>
/// Every event has the same fields at the same offsets; kernel events print as the kernel's do and carry the rest unprinted,
/// so that nothing is lost on the way back.
/// </remarks>
internal static class DatLayout
{
    public const int PageSize = 4_096;
    public const int PageHeader = 16;
    public const int VectorAt = 8;
    public const int LineAt = 12;
    public const int InterruptAt = 16;
    public const int ArgumentAt = 24;
    public const int PeerAt = 32;
    public const int ProcessAt = 36;
    public const int SequenceAt = 40;
    public const int RecordSize = 44;

    /// <summary>The dynamic string's descriptor of irq_handler_entry, of run_info and of run_totals.</summary>
    public const int StringAt = 44;

    /// <summary>Where sched_switch has its fields.</summary>
    public const int PrevCommAt = 8, PrevPidAt = 24, PrevPrioAt = 28, PrevStateAt = 32, NextCommAt = 40, NextPidAt = 56, NextPrioAt = 60,
        SwitchSize = 64, CommSize = 16;

    /// <summary>The first event number; below are the kernel's own.</summary>
    public const int FirstId = 1_000;

    private const string Common =
        "\tfield:unsigned short common_type;\toffset:0;\tsize:2;\tsigned:0;\n" +
        "\tfield:unsigned char common_flags;\toffset:2;\tsize:1;\tsigned:0;\n" +
        "\tfield:unsigned char common_preempt_count;\toffset:3;\tsize:1;\tsigned:0;\n" +
        "\tfield:int common_pid;\toffset:4;\tsize:4;\tsigned:1;\n\n";

    /// <summary>How a file begins.</summary>
    public static ReadOnlySpan<byte> Magic =>
        [0x17, 0x08, 0x44, (byte)'t', (byte)'r', (byte)'a', (byte)'c', (byte)'i', (byte)'n', (byte)'g'];

    /// <summary>The numbers of the events.</summary>
    public static EventNumbers Numbers { get; } = new(
        own: FirstId, runInfo: FirstId + 100, runTotals: FirstId + 101, irqEntry: FirstId + 200, irqExit: FirstId + 201,
        firstVector: FirstId + 300, schedSwitch: FirstId + 400);

    /// <summary>The subsystems with their events' descriptions.</summary>
    public static IEnumerable<(string System, IReadOnlyList<string> Formats)> Systems()
    {
        string[] vectors = SimulatedEvents.VectorEvents;
        List<string> vectorFormats = [];
        for (int i = 0; i < vectors.Length; i++)
        {
            vectorFormats.Add(Format(vectors[i] + "_entry", Numbers.VectorEntry(i), "vector", "line", "", "\"vector=%d\", REC->vector"));
            vectorFormats.Add(Format(vectors[i] + "_exit", Numbers.VectorEntry(i) + 1, "vector", "line", "", "\"vector=%d\", REC->vector"));
        }

        yield return ("irq_vectors", vectorFormats);
        yield return ("irq",
        [
            Format("irq_handler_entry", Numbers.IrqEntry, "vector", "irq", String("name"), "\"irq=%d name=%s\", REC->irq, __get_str(name)"),
            Format("irq_handler_exit", Numbers.IrqExit, "vector", "irq", "",
                "\"irq=%d ret=%s\", REC->irq, REC->arg ? \"unhandled\" : \"handled\""),
        ]);
        yield return ("sched", [Switch()]);
        yield return (SimulatedEvents.System,
        [
            .. SimulatedEvents.Kinds.Where(kind => !SimulatedEvents.IsKernels(kind)).Select(Own),
            Format(SimulatedEvents.RunInfo, Numbers.RunInfo, "vector", "line", String("text"), "\"%s\", __get_str(text)"),
            Format(SimulatedEvents.RunTotals, Numbers.RunTotals, "vector", "line", String("text"), "\"%s\", __get_str(text)"),
        ]);
    }

    private static string Own(TraceKind kind)
    {
        const string Fields = "interrupt=%llu vector=%d line=%d peer=%d arg=%lld process=%u seq=%u";
        const string Values = "REC->interrupt, REC->vector, REC->line, REC->peer, REC->arg, REC->process, REC->seq";
        (string more, string values) = kind switch
        {
            TraceKind.Dropped or TraceKind.Masked => (" reason=%s", $", __print_symbolic(REC->arg, {Reasons(0)})"),
            // The number of the interrupt that it merged into is in the lower half; no reason there is IRR.
            TraceKind.Coalesced => (" reason=%s", $", __print_symbolic(REC->arg >> 32, {Reasons(DropReason.IrrFull)})"),
            TraceKind.Late => (" waited=%lld cause=%s", $", REC->arg >> 16, __print_symbolic(REC->arg & 0xff, {Causes()})"),
            TraceKind.Detected => (" detector=%s seconds=%lld", $", __print_symbolic(REC->arg & 0xff, {Detectors()}), REC->arg >> 8"),
            TraceKind.VmExit => (" exit=%s count=%lld", $", __print_symbolic(REC->arg & 0xff, {Exits()}), REC->arg >> 8"),
            _ => ("", ""),
        };
        return Format(SimulatedEvents.Name(kind), Numbers.Own(kind), "vector", "line", "", $"\"{Fields}{more}\", {Values}{values}");
    }

    private static string Reasons(DropReason none) => string.Join(", ", Enum.GetValues<DropReason>().Select(reason =>
        $"{{ {(int)reason}, \"{(reason == DropReason.None ? none : reason).Name()}\" }}"));

    private static string Causes() =>
        string.Join(", ", Enum.GetValues<LateCauseKind>().Select(cause => $"{{ {(int)cause}, \"{cause.Name()}\" }}"));

    private static string Detectors() =>
        string.Join(", ", Enum.GetValues<DetectorKind>().Select(kind => $"{{ {(int)kind}, \"{kind.Name()}\" }}"));

    private static string Exits() =>
        string.Join(", ", Enum.GetValues<ExitReason>().Select(reason => $"{{ {(int)reason}, \"{reason.Name()}\" }}"));

    private static string Switch() => new StringBuilder().Append("name: sched_switch\nID: ").Append(Numbers.SchedSwitch)
        .Append("\nformat:\n").Append(Common)
        .Append(Field("char", $"prev_comm[{CommSize}]", PrevCommAt, CommSize, false)).Append(Field("pid_t", "prev_pid", PrevPidAt, 4, true))
        .Append(Field("int", "prev_prio", PrevPrioAt, 4, true)).Append(Field("long", "prev_state", PrevStateAt, 8, true))
        .Append(Field("char", $"next_comm[{CommSize}]", NextCommAt, CommSize, false)).Append(Field("pid_t", "next_pid", NextPidAt, 4, true))
        .Append(Field("int", "next_prio", NextPrioAt, 4, true))
        .Append("\nprint fmt: \"prev_comm=%s prev_pid=%d prev_prio=%d prev_state=%s ==> next_comm=%s next_pid=%d next_prio=%d\", ")
        .Append("REC->prev_comm, REC->prev_pid, REC->prev_prio, REC->prev_state ? \"S\" : \"R\", ")
        .Append("REC->next_comm, REC->next_pid, REC->next_prio\n").ToString();

    private static string String(string name) => $"\tfield:__data_loc char[] {name};\toffset:{StringAt};\tsize:4;\tsigned:1;\n";

    private static string Format(string name, int id, string vector, string line, string extra, string print) => new StringBuilder()
        .Append("name: ").Append(name).Append("\nID: ").Append(id).Append("\nformat:\n").Append(Common)
        .Append(Field("int", vector, VectorAt, 4, true)).Append(Field("int", line, LineAt, 4, true))
        .Append(Field("u64", "interrupt", InterruptAt, 8, false)).Append(Field("s64", "arg", ArgumentAt, 8, true))
        .Append(Field("int", "peer", PeerAt, 4, true)).Append(Field("unsigned int", "process", ProcessAt, 4, false))
        .Append(Field("unsigned int", "seq", SequenceAt, 4, false)).Append(extra)
        .Append("\nprint fmt: ").Append(print).Append('\n').ToString();

    private static string Field(string type, string name, int offset, int size, bool signed) =>
        $"\tfield:{type} {name};\toffset:{offset};\tsize:{size};\tsigned:{(signed ? 1 : 0)};\n";
}
