using Tickstorm.Engine;
using Tickstorm.Kernel;
using Tickstorm.Scenarios;
using Tickstorm.Tracing;

namespace Tickstorm.Processes.Cores;

// What operations on IRQ0's line mean to one CPU.
internal sealed partial class CoreModel
{
    private static void OnOperation(ref Core core, in Message message)
    {
        if ((LineAction)message.A == LineAction.RemoveAction) core.NoAction = true;
        else core.Apic.UnmaskTimer();
    }

    // handle_percpu_devid_irq finds no action for this CPU: it is disabled for the line here, with one warning, and nowhere else.
    private void MissAction(int cpu, ref Core core, long now, Effects effects)
    {
        core.Apic.MaskTimer();
        Message drop = new()
        {
            Time = now, A = MessageKind.Pack(FlowVerdict.Drop, 0, false, false, DropReason.NoAction, false, -1), B = now,
        };
        DropTick(cpu, ref core, in drop, -1, effects);
        Return(cpu, ref core, now, effects);
    }
}
