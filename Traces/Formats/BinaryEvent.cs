namespace Tickstorm.Traces.Formats;

/// <summary>What an event says, before its fields are looked at.</summary>
internal enum EventShape : byte
{
    Other, VectorEntry, VectorExit, IrqEntry, IrqExit, Switch, SoftirqEntry, SoftirqExit, TimerStart, TimerExpire, TimerCancel, TickStop,
    WheelTimer, IpiSend, IpiSendMask, IpiRaise, IpiEntry, IpiExit, LockBegin, LockEnd, TimerLatency, Noise, Function,
}

/// <summary>An event of a file: what it says, and which of its fields say it.</summary>
/// <param name="Shape">What it says.</param>
/// <param name="Name">Its name.</param>
/// <param name="First">The first field that its shape needs.</param>
/// <param name="Second">The second.</param>
/// <param name="Third">The third.</param>
internal sealed record BinaryEvent(EventShape Shape, byte[] Name, EventField First, EventField Second = default, EventField Third = default)
{
    /// <summary>True where the file's description has no such field as the event has had in every kernel: it counts as nothing.</summary>
    public bool LacksField { get; init; }

    /// <summary>Recognises an event by its name and fields, as <c>KernelEvents</c> does by its text.</summary>
    public static BinaryEvent Of(EventFormat format)
    {
        byte[] name = System.Text.Encoding.Latin1.GetBytes(format.Name);
        BinaryEvent Make(EventShape shape, EventField first, EventField second = default, EventField third = default) =>
            new(first.IsThere ? shape : EventShape.Other, name, first, second, third) { LacksField = !first.IsThere };
        switch (format.Name)
        {
            case "sched_switch":
                return Make(EventShape.Switch, format["next_pid"]);
            case "irq_handler_entry":
                return Make(EventShape.IrqEntry, format["irq"], format["name"]);
            case "irq_handler_exit":
                return Make(EventShape.IrqExit, format["irq"]);
            case "softirq_entry":
                return Make(EventShape.SoftirqEntry, format["vec"]);
            case "softirq_exit":
                return Make(EventShape.SoftirqExit, format["vec"]);
            case "hrtimer_start":
                return Make(EventShape.TimerStart, format["hrtimer", "timer"], format["function"], format["expires"]);
            case "hrtimer_expire_entry":
                return Make(EventShape.TimerExpire, format["hrtimer", "timer"], format["function"], format["now"]);
            case "hrtimer_cancel":
                return Make(EventShape.TimerCancel, format["hrtimer", "timer"]);
            case "tick_stop":
                return Make(EventShape.TickStop, format["success"], format["dependency"], format["msg"]);
            case "timer_expire_entry":
                return Make(EventShape.WheelTimer, format["now"]);
            case "ipi_send_cpu":
                return Make(EventShape.IpiSend, format["cpu"], format["callback"]);
            case "ipi_send_cpumask":
                return Make(EventShape.IpiSendMask, format["cpumask"]);
            case "ipi_raise":
                return Make(EventShape.IpiRaise, format["target_cpus"]);
            case "ipi_entry":
                return Make(EventShape.IpiEntry, format["reason"]);
            case "ipi_exit":
                return Make(EventShape.IpiExit, format["reason"]);
            case "contention_begin":
                return Make(EventShape.LockBegin, format["lock_addr"], format["flags"]);
            case "contention_end":
                return Make(EventShape.LockEnd, format["lock_addr"]);
            case "timerlat":
                return Make(EventShape.TimerLatency, format["timer_latency"], format["context"]);
            case "irq_noise":
                return Make(EventShape.Noise, format["duration"], format["vector"], format["desc"]);
            case "function":
                return Make(EventShape.Function, format["ip"]);
            case "timer_interrupt_entry": // powerpc
                return new BinaryEvent(EventShape.VectorEntry, name, EventField.None);
            case "timer_interrupt_exit":
                return new BinaryEvent(EventShape.VectorExit, name, EventField.None);
            default:
                bool isEntry = format.Name.EndsWith("_entry", StringComparison.Ordinal);
                if (!isEntry && !format.Name.EndsWith("_exit", StringComparison.Ordinal)) break;
                if (!format["vector"].IsThere && !KernelNames.IsVector(name)) break;
                return Make(isEntry ? EventShape.VectorEntry : EventShape.VectorExit, format["vector"]);
        }

        return new BinaryEvent(EventShape.Other, name, EventField.None);
    }
}
