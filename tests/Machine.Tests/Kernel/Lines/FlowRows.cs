using Tickstorm.Kernel;
using Tickstorm.Scenarios;

namespace Tickstorm.Tests.Kernel.Lines;

/// <summary>The flow handlers of kernel/irq/chip.c and handle.c as data: who, in which kernels, in which state, does what.</summary>
/// <remarks>
/// State: idle, IP in progress, DI disabled, NA no action, PE pending, MA masked. Kernels: a = 2.6.21, b = 2.6.24, c = 2.6.39, d = 6.17.
/// Actions: run, again, done, drop or wait, then chip calls (ack mask unmask eoi end), kstat, and flags set (+) and cleared (-).
/// Of MASKED only the edge handler's is listed: the others mask the chip without it, or set it without consequence.
/// </remarks>
internal static class FlowRows
{
    public const string Arrivals = """
        simple   abcd IP          drop
        simple   a    DI|NA       drop mask kstat +PE
        simple   bc   DI|NA       drop kstat
        simple   d    DI|NA       drop +PE
        simple   ad   idle|PE     run kstat +IP -PE
        simple   bc   idle|PE     run kstat +IP
        level    abcd IP          drop mask ack
        level    a    DI|NA       drop mask ack kstat +PE
        level    bc   DI|NA       drop mask ack kstat
        level    d    DI|NA       drop mask ack +PE
        level    a    idle|PE     run mask ack kstat +IP -PE
        level    bcd  idle        run mask ack kstat +IP
        fasteoi  abcd IP          drop eoi
        fasteoi  abc  DI|NA       drop mask eoi kstat +PE
        fasteoi  d    DI|NA       drop mask eoi +PE
        fasteoi  abcd idle|PE     run kstat +IP -PE
        edge     abcd IP|DI|NA|IP,PE,MA|IP,DI   drop mask ack +PE +MA
        edge     abcd idle|PE     run ack kstat +IP -PE
        edge-eoi abcd IP|DI|NA|IP,PE            drop eoi +PE
        edge-eoi abcd idle|PE     run kstat +IP -PE
        do-irq   abcd IP|DI|NA|IP,PE            drop ack end kstat +PE
        do-irq   abcd idle|PE     run ack kstat +IP -PE
        """;

    public const string Ends = """
        simple   abcd IP          done -IP
        level    abcd IP,MA|IP    done unmask -IP
        level    abcd IP,DI       done -IP
        fasteoi  abcd IP|IP,PE|IP,DI   done eoi -IP
        edge     abcd IP          done -IP
        edge     abcd IP,PE,MA    again unmask -PE -MA
        edge     abcd IP,PE       again -PE
        edge     abcd IP,PE,MA,DI done -IP
        edge     ab   IP,PE,MA,NA done mask +MA
        edge     cd   IP,PE,MA,NA done mask +MA -IP
        edge-eoi abcd IP          done eoi -IP
        edge-eoi abcd IP,PE       again -PE
        edge-eoi abcd IP,PE,DI    done eoi -IP
        do-irq   abcd IP          done end -IP
        do-irq   abcd IP,PE|IP,PE,DI   again -PE
        """;

    /// <summary>Rows, one for each kernel and state.</summary>
    public static IEnumerable<(FlowKind Flow, KernelEra Era, string State, string Actions)> Parse(string rows)
    {
        foreach (string line in rows.Split('\n'))
        {
            string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            foreach (char kernel in words[1])
            {
                foreach (string state in words[2].Split('|'))
                    yield return (FlowOf(words[0]), (KernelEra)(kernel - 'a'), state, string.Join(' ', words[3..]));
            }
        }
    }

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
