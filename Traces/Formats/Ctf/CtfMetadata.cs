using System.Globalization;
using System.Text;
using Tickstorm.Traces.Runs;
using Tickstorm.Tracing;

namespace Tickstorm.Traces.Formats.Ctf;

/// <summary>The description of a CTF 1.8 trace in TSDL.</summary>
internal static class CtfMetadata
{
    /// <summary>The whole text.</summary>
    public static string Of(TraceRunInfo info)
    {
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $$"""
            {{CtfLayout.MetadataBegin}}

            typealias integer { size = 8; align = 8; signed = false; } := uint8_t;
            typealias integer { size = 8; align = 8; signed = false; encoding = UTF8; } := char_t;
            typealias integer { size = 16; align = 8; signed = false; } := uint16_t;
            typealias integer { size = 32; align = 8; signed = false; } := uint32_t;
            typealias integer { size = 64; align = 8; signed = false; } := uint64_t;
            typealias integer { size = 32; align = 8; signed = true; } := int32_t;
            typealias integer { size = 64; align = 8; signed = true; } := int64_t;

            typealias enum : int32_t { "ioapic_lock" = -3, "xtime_lock" = -2, "none" = -1, "irq" = 0 ... 32767 } := line_t;
            typealias enum : int64_t { {{Reasons()}} } := reason_t;

            trace {
                major = 1;
                minor = 8;
                byte_order = le;
                packet.header := struct { uint32_t magic; uint32_t stream_id; };
            };

            env {
                domain = "kernel";
                tracer_name = "{{CtfLayout.Tracer}}";
                tracer_major = 1;
                scenario = "{{Quoted(info.Scenario)}}";
                design = "{{Quoted(info.Design)}}";
                run_id = "{{Quoted(info.RunId)}}";
            };

            clock {
                name = virtual;
                description = "Virtual time since the tick devices were armed";
                freq = 1000000000;
                offset = 0;
            };

            typealias integer { size = 64; align = 8; signed = false; map = clock.virtual.value; } := virtual_time_t;

            stream {
                id = 0;
                packet.context := struct {
                    virtual_time_t timestamp_begin;
                    virtual_time_t timestamp_end;
                    uint64_t content_size;
                    uint64_t packet_size;
                    uint64_t events_discarded;
                    uint32_t cpu_id;
                };
                event.header := struct { uint16_t id; virtual_time_t timestamp; };
            };


            """);
        foreach (TraceKind kind in SimulatedEvents.Kinds.Where(kind => !SimulatedEvents.IsKernels(kind)))
        {
            Event(
                text, $"{SimulatedEvents.System}:{SimulatedEvents.Name(kind)}", CtfLayout.Numbers.Own(kind),
                "int32_t vector; line_t line;", "", kind is TraceKind.Dropped or TraceKind.Masked ? "reason_t" : "int64_t");
        }

        Switch(text);
        Event(text, "irq_handler_entry", CtfLayout.Numbers.IrqEntry, "int32_t vector; int32_t irq;", "string name;");
        Event(text, "irq_handler_exit", CtfLayout.Numbers.IrqExit, "int32_t vector; int32_t irq;", "int32_t ret;");
        string[] vectors = SimulatedEvents.VectorEvents;
        for (int i = 0; i < vectors.Length; i++)
        {
            Event(text, vectors[i] + "_entry", CtfLayout.Numbers.VectorEntry(i), "int32_t vector; int32_t line;", "");
            Event(text, vectors[i] + "_exit", CtfLayout.Numbers.VectorEntry(i) + 1, "int32_t vector; int32_t line;", "");
        }

        Line(text, SimulatedEvents.RunInfo, CtfLayout.Numbers.RunInfo);
        Line(text, SimulatedEvents.RunTotals, CtfLayout.Numbers.RunTotals);
        return text.ToString();
    }

    private static string Reasons() => string.Join(", ", Enum.GetValues<DropReason>().Select(r => $"\"{r.Name()}\" = {(int)r}"));

    private static void Switch(StringBuilder text) =>
        text.Append(CultureInfo.InvariantCulture, $$"""
            event {
                name = "sched_switch";
                id = {{CtfLayout.Numbers.SchedSwitch}};
                stream_id = 0;
                fields := struct {
                    char_t prev_comm[{{CtfLayout.CommSize}}]; int32_t prev_tid; int32_t prev_prio; int32_t prev_state;
                    char_t next_comm[{{CtfLayout.CommSize}}]; int32_t next_tid; int32_t next_prio;
                };
            };

            """);

    private static void Event(StringBuilder text, string name, int id, string first, string last, string arg = "int64_t") =>
        text.Append(CultureInfo.InvariantCulture, $$"""
            event {
                name = "{{name}}";
                id = {{id}};
                stream_id = 0;
                fields := struct { {{first}} uint64_t interrupt; {{arg}} arg; int32_t peer; uint32_t process; uint32_t seq; {{last}} };
            };

            """);

    private static void Line(StringBuilder text, string name, int id) =>
        text.Append(CultureInfo.InvariantCulture, $$"""
            event {
                name = "{{SimulatedEvents.System}}:{{name}}";
                id = {{id}};
                stream_id = 0;
                fields := struct { string text; };
            };

            """);

    private static string Quoted(string text) =>
        text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);
}
