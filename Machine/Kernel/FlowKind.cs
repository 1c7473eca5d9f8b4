namespace Tickstorm.Kernel;

/// <summary>The flow handlers of kernel/irq/chip.c and the old __do_IRQ of kernel/irq/handle.c.</summary>
public enum FlowKind
{
    /// <summary>No flow handler: the vector has an entry of its own.</summary>
    None,

    /// <summary>handle_simple_irq.</summary>
    Simple,

    /// <summary>handle_level_irq.</summary>
    Level,

    /// <summary>handle_fasteoi_irq.</summary>
    FastEoi,

    /// <summary>handle_edge_irq.</summary>
    Edge,

    /// <summary>handle_edge_eoi_irq.</summary>
    EdgeEoi,

    /// <summary>handle_percpu_irq.</summary>
    PerCpu,

    /// <summary>handle_percpu_devid_irq.</summary>
    PerCpuDevId,

    /// <summary>__do_IRQ.</summary>
    DoIrq,
}
