namespace Tickstorm.Traces.Runs;

/// <summary>
/// The task of a virtual CPU, as viewers of kernel traces show it: a busy one runs vcpuN, an idle or silent one the swapper.
/// </summary>
internal sealed class GuestTask(TraceRunInfo info)
{
    private readonly HashSet<int>? _busy = info.BusyList is { } list ? [.. list] : null;
    private readonly int _first = info.Busy ?? int.MaxValue;

    /// <summary>The task of a CPU with nothing to do; viewers draw a gap for it.</summary>
    public const string Idle = "swapper";

    /// <summary>True when the CPU runs a task.</summary>
    public bool IsBusy(int cpu) => _busy?.Contains(cpu) ?? cpu < _first;

    /// <summary>The pid of the task of a busy CPU.</summary>
    public static int Pid(int cpu) => cpu + 1;

    /// <summary>The name of the task of a busy CPU.</summary>
    public static string Name(int cpu) => $"vcpu{cpu}";
}
