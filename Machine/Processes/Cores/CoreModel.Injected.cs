using Tickstorm.Engine;
using Tickstorm.Hardware;
using Tickstorm.Kernel;
using Tickstorm.Scenarios;
using Tickstorm.Tracing;

namespace Tickstorm.Processes.Cores;

// Interrupts from outside. A vector is one more edge, whoever else uses it: that of the tick finds no timer expired, that of a call no
// caller.
internal sealed partial class CoreModel
{
    private readonly bool _hasInjections, _takesNmiForOwn;

    private void OnInjected(int cpu, ref Core core, in Message message, Effects effects)
    {
        long now = message.Time;
        int vector = (int)message.A;
        if (effects.Tracing) Trace(cpu, now, TraceKind.Injected, 0, effects, vector, LockLines.None, argument: vector);
        if (vector != CpuInjection.Nmi) AcceptInjected(cpu, ref core, (byte)vector, now, effects);
        // A CPU that is offline takes NMIs in its idle loop, and says nothing of them.
        else if (core.Step != CpuStep.Offline && !_takesNmiForOwn) Detect(cpu, ref core, now, DetectorKind.UnknownNmi, 0, effects);
    }

    private void AcceptInjected(int cpu, ref Core core, byte vector, long now, Effects effects)
    {
        core.Hash = EventHash.Extend(core.Hash, now, HashWord.Injected | Word(vector));
        AcceptOutcome outcome = core.Apic.Accept(vector, level: false);
        if (core.Step == CpuStep.Offline || outcome != AcceptOutcome.Accepted) return;
        core.Hash = EventHash.Extend(core.Hash, now, HashWord.Accepted | Word(vector));
        NoteAcceptance(ref core, vector, now);
        if (_isVirtual) ExitToAccept(cpu, ref core, now, effects);
        Offer(cpu, ref core, now);
        if (_hosted) Wake(cpu, ref core, now, now, effects);
    }

    // The tick's vector waits in IRR and no tick with it: it came from outside. Its handler finds the timer expired.
    private void ExpireUnderInjected(int cpu, ref Core core, long now, uint interrupt, Effects effects)
    {
        core.WaitingTickNs = now;
        core.TickInterrupt = interrupt;
        BeginWait(ref core, now);
        Note(cpu, ref core, now, HashWord.Accepted | Word(_tickVector), TraceKind.Accepted, interrupt, effects, _tickVector);
    }

    // nmi_watchdog_tick() of the old watchdog by the IO-APIC takes every NMI for one of its own.
    private static bool TakesNmiForOwn(KernelSwitches kernel, NmiWatchdog asked) =>
        kernel.NmiWatchdogSeconds > 0 && asked == NmiWatchdog.IoApic;
}
