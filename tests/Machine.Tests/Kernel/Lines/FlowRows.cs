using Tickstorm.Kernel;

namespace Tickstorm.Tests.Kernel.Lines;

/// <summary>The flow handlers of kernel/irq/chip.c and handle.c as data: who, in which kernels, in which state, does what.</summary>
/// <remarks>
/// State: idle, IP in progress, DI disabled, NA no action, PE pending, MA masked. Kernels: a to k, as listed in Kernels.
/// Actions: run, again, done, drop or wait, then chip calls (ack mask unmask eoi end), kstat, and flags set (+) and cleared (-).
/// Of MASKED only the edge handler's is listed: the others mask the chip without it, or set it without consequence.
/// </remarks>
internal static class FlowRows
{
    public static readonly string[] Kernels =
        ["2.6.21", "2.6.23", "2.6.24", "2.6.38", "2.6.39", "3.3", "3.5", "4.7", "4.13", "6.1", "6.17"];

    public const string Arrivals = """
        simple   a-k     IP          drop
        simple   a-b     DI|NA       drop mask kstat +PE
        simple   c-f     DI|NA       drop kstat
        simple   g       DI|NA       drop kstat +PE
        simple   h-k     DI|NA       drop +PE
        simple   a-b,e-k idle|PE     run kstat +IP -PE
        simple   c-d     idle|PE     run kstat +IP
        level    a-k     IP          drop mask ack
        level    a       DI|NA       drop mask ack kstat +PE
        level    b-f     DI|NA       drop mask ack kstat
        level    g       DI|NA       drop mask ack kstat +PE
        level    h-k     DI|NA       drop mask ack +PE
        level    a,e-k   idle|PE     run mask ack kstat +IP -PE
        level    b-d     idle|PE     run mask ack kstat +IP
        fasteoi  a-k     IP          drop eoi
        fasteoi  a-g     DI|NA       drop mask eoi kstat +PE
        fasteoi  h-k     DI|NA       drop mask eoi +PE
        fasteoi  a-k     idle|PE     run kstat +IP -PE
        edge     a-k     IP|DI|NA|IP,PE,MA|IP,DI   drop mask ack +PE +MA
        edge     a-k     idle|PE     run ack kstat +IP -PE
        edge-eoi a-k     IP|DI|NA|IP,PE            drop eoi +PE
        edge-eoi a-k     idle|PE     run kstat +IP -PE
        do-irq   a-k     IP|DI|NA|IP,PE            drop ack end kstat +PE
        do-irq   a-k     idle|PE     run ack kstat +IP -PE
        """;

    public const string Ends = """
        simple   a-k     IP          done -IP
        level    a-k     IP,MA       done unmask -IP
        level    a-e     IP          done unmask -IP
        level    f-k     IP          done -IP
        level    a-k     IP,DI       done -IP
        fasteoi  a-k     IP|IP,PE|IP,DI   done eoi -IP
        edge     a-k     IP          done -IP
        edge     a-k     IP,PE,MA    again unmask -PE -MA
        edge     a-k     IP,PE       again -PE
        edge     a-k     IP,PE,MA,DI done -IP
        edge     a-d     IP,PE,MA,NA done mask +MA
        edge     e-k     IP,PE,MA,NA done mask +MA -IP
        edge-eoi a-k     IP          done eoi -IP
        edge-eoi a-k     IP,PE       again -PE
        edge-eoi a-k     IP,PE,DI|IP,PE,NA    done eoi -IP
        do-irq   a-k     IP          done end -IP
        do-irq   a-k     IP,PE|IP,PE,DI   again -PE
        """;

    /// <summary>Rows, one for each kernel and state.</summary>
    public static IEnumerable<(FlowKind Flow, string Kernel, string State, string Actions)> Parse(string rows)
    {
        foreach (string line in rows.Split('\n'))
        {
            string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            foreach (string kernel in words[1].Split(',').SelectMany(Range))
            {
                foreach (string state in words[2].Split('|'))
                    yield return (FlowOf(words[0]), kernel, state, string.Join(' ', words[3..]));
            }
        }
    }

    // a, or a-c.
    private static string[] Range(string letters) => Kernels[(letters[0] - 'a')..(letters[^1] - 'a' + 1)];

    private static FlowKind FlowOf(string name) => name switch
    {
        "simple" => FlowKind.Simple,
        "level" => FlowKind.Level,
        "fasteoi" => FlowKind.FastEoi,
        "edge" => FlowKind.Edge,
        "edge-eoi" => FlowKind.EdgeEoi,
        "do-irq" => FlowKind.DoIrq,
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "no such flow"),
    };
}
