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
    // SPURIOUS_APIC_VECTOR (arch/x86/include/asm/irq_vectors.h).
    private const uint SpuriousVector = 0xff;

    private readonly bool _hasInjections, _takesNmiForOwn;

    private void OnInjected(int cpu, ref Core core, in Message message, Effects effects)
    {
        long now = message.Time;
        if (InjectedMessage.IsWrite(in message))
        {
            Write(cpu, ref core, InjectedMessage.Written(in message), now, effects);
            return;
        }

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

    // The kernel itself writes TPR and SVR once, at boot: whatever they are, they stay until the next write.
    private void Write(int cpu, ref Core core, RegisterWrite write, long now, Effects effects)
    {
        (WrittenRegister register, _, uint value) = write;
        core.Hash = EventHash.Extend(core.Hash, now, HashWord.RegisterWritten | (ulong)register << 8 | (ulong)value << 16);
        if (effects.Tracing)
            Trace(cpu, now, TraceKind.RegisterWritten, 0, effects, -1, LockLines.None, argument: write.Pack());
        switch (register)
        {
            case WrittenRegister.TaskPriority:
                core.Apic.WriteRegister(ApicRegister.TaskPriority, value, now, out _);
                break;
            case WrittenRegister.SpuriousVector:
                core.Apic.WriteRegister(ApicRegister.SpuriousVector, value | SpuriousVector, now, out _);
                if (_isAlarm) core.Apic.UnmaskTimer();
                break;
            // A hypervisor's timer has no LVT entry and no count, a deadline no count.
            case WrittenRegister.LvtTimer when !_isAlarm && value == 0:
                core.Apic.UnmaskTimer();
                break;
            case WrittenRegister.LvtTimer when !_isAlarm:
                core.Apic.MaskTimer();
                break;
            case WrittenRegister.InitialCount when !_isAlarm:
                core.Apic.ArmTimer(0, now);
                break;
        }

        if (core.Step == CpuStep.Offline) return;
        if (core.Step == CpuStep.Dispatch && core.Apic.PendingVector < 0) Withdraw(ref core, now);
        Offer(cpu, ref core, now);
        if (_hosted) Wake(cpu, ref core, now, now, effects);
    }

    // What the CPU was about to take is not offered any more before it has acknowledged it: it goes on with what it was at.
    private void Withdraw(ref Core core, long now)
    {
        if (_isInterruptible && NestOf(ref core) is { Depth: > 0 })
        {
            ref Nest nest = ref NestOf(ref core);
            if (nest.Frames[nest.Depth - 1].Step == CpuStep.Handler) nest.Nested--;
            ReturnToFrame(ref core, ref nest, Math.Max(now, core.StepNs - _dispatchNs));
            return;
        }

        core.Step = CpuStep.None;
        core.StepNs = long.MaxValue;
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
