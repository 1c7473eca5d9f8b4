using System.Text;

namespace Tickstorm.Traces.Formats.Text;

/// <summary>Text that is something else than a capture of events: what it is, and what to run instead.</summary>
internal static class ForeignText
{
    /// <summary>Says what a file is by its first bytes; null when nobody knows.</summary>
    public static (string What, string Instead)? Of(ReadOnlySpan<byte> begin)
    {
        if (begin.StartsWith((ReadOnlySpan<byte>)[0xff, 0xfe]) || begin.StartsWith((ReadOnlySpan<byte>)[0xfe, 0xff]))
            return ("this is text in UTF-16", "iconv -f utf-16 -t utf-8 makes it readable");
        string text = Encoding.Latin1.GetString(begin);
        foreach ((string mark, string what, string instead) in s_known)
        {
            if (text.Contains(mark, StringComparison.Ordinal)) return (what, instead);
        }

        return null;
    }

    private static readonly (string Mark, string What, string Instead)[] s_known =
    [
        ("# tracer: function_graph", "this is the function_graph tracer", "record with trace-cmd record -p function, or with events alone"),
        ("linux-perf-json-version", "this is perf's JSON", "give the output of perf script"),
        ("\"traceEvents\"", "this is another program's JSON", "a capture of ftrace, trace-cmd or perf was expected"),
        ("{ cpu_id = ", "this is LTTng's text (babeltrace)", "record with trace-cmd or perf"),
        ("Timer List Version", "this is /proc/timer_list", "a capture of events was expected"),
        ("Local timer interrupts", "this is /proc/interrupts",
            "give it with --interrupts BEFORE AFTER beside the capture that it was read around"),
        ("arch_timer\n", "this is /proc/interrupts",
            "give it with --interrupts BEFORE AFTER beside the capture that it was read around"),
        ("Attaching ", "this is bpftrace's output", "record with trace-cmd or perf"),
        ("Timer Latency  ", "this is the output of rtla", "give the trace that rtla saves (-t), or one of trace-cmd -p timerlat"),
        ("# -----------------------------------------\n", "this is a report", "a capture of events was expected"),
        (" ms): ", "this is perf trace", "perf record -a -e irq_vectors:* -e timer:*, then perf script"),
    ];
}
