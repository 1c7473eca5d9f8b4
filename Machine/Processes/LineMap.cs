using Tickstorm.Scenarios;

namespace Tickstorm.Processes;

/// <summary>Which process has which line: those on pins are the IO-APIC's, each that sends messages is one of its own.</summary>
internal static class LineMap
{
    /// <summary>How many lines are processes of their own.</summary>
    public static int OwnLines(Scenario scenario) => scenario.Workload.Devices.Count(device => device.Kind != DeviceKind.Pin);

    /// <summary>The process of each line, 0 for IRQ0, n for the n-th device.</summary>
    public static int[] Of(Scenario scenario, ProcessIds ids)
    {
        int own = 0;
        return
        [
            ids.Lines,
            .. scenario.Workload.Devices.Select(device => device.Kind == DeviceKind.Pin ? ids.Lines : ids.MessageLine(own++)),
        ];
    }

    /// <summary>The numbers of the lines of a process, ascending.</summary>
    public static int[] In(Scenario scenario, ProcessIds ids, int process)
    {
        int[] processes = Of(scenario, ids);
        return [.. Enumerable.Range(0, processes.Length).Where(line => processes[line] == process)];
    }
}
