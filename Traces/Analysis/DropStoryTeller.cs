using Tickstorm.Scenarios;
using Tickstorm.Traces.Runs;
using Tickstorm.Tracing;

namespace Tickstorm.Traces.Analysis;

/// <summary>Turns the records of a drop into rows of words.</summary>
internal sealed class DropStoryTeller(TraceRecord drop)
{
    private bool _inProgress;
    private bool _pending;
    private (int Irr, int Isr) _holder;
    private (int Irr, int Isr) _victim;
    private string _next = "";
    private bool _dropped;

    /// <summary>Tells the story of these records.</summary>
    public DropStory Tell(IReadOnlyList<TraceRecord> records, bool stalled)
    {
        List<DropStep> steps = [];
        // It is lost when it has the lock and finds the line busy; its CPU says so when it lets the lock go.
        long lostNs = drop.Time;
        foreach (TraceRecord record in records)
        {
            bool victim = record.Cpu == drop.Cpu;
            Follow(record, victim);
            if (victim && record.Kind == TraceKind.LockWaitEnd && record.Time <= drop.Time) lostNs = record.Time;
            string words = Words(record);
            DropStep step = new(record.Time, victim ? "" : words, victim ? words : "", Flags(), Apic(_holder), Apic(_victim), _next);
            // Several things that one CPU does in the same nanosecond are one row.
            if (steps.Count > 0 && steps[^1].TimeNs == record.Time)
            {
                DropStep last = steps[^1];
                step = step with
                {
                    HolderDoes = Joined(last.HolderDoes, step.HolderDoes), VictimDoes = Joined(last.VictimDoes, step.VictimDoes),
                };
                steps[^1] = step;
            }
            else
            {
                steps.Add(step);
            }
        }

        string ending = stalled
            ? $"CPU {drop.Cpu}'s handler never ran and nothing was armed: it never ticks again."
            : $"CPU {drop.Cpu} lost this tick.";
        string reason = (DropReasons.Of(drop.Argument) ?? DropReason.None).Name();
        return new DropStory(drop.Cpu, drop.Peer >= 0 ? drop.Peer : null, drop.Line >= 0 ? drop.Line : null, lostNs, reason, steps, ending);
    }

    private void Follow(in TraceRecord record, bool victim)
    {
        ref (int Irr, int Isr) apic = ref _holder;
        if (victim) apic = ref _victim;
        switch (record.Kind)
        {
            case TraceKind.Raised:
                if (victim) _next = "due now";
                break;
            case TraceKind.Accepted:
                apic.Irr = 1;
                break;
            case TraceKind.Dispatched:
                apic = (0, 1);
                break;
            case TraceKind.Eoi:
                apic.Isr = 0;
                break;
            case TraceKind.InProgressSet:
                _inProgress = true;
                break;
            case TraceKind.InProgressCleared:
                _inProgress = false;
                break;
            case TraceKind.PendingSet:
                _pending = true;
                break;
            case TraceKind.PendingCleared:
                _pending = false;
                break;
            case TraceKind.Dropped:
                _dropped = true;
                if (victim) _next = "stale, in the past";
                break;
            case TraceKind.Armed:
                if (victim) _next = Readable.At(record.Argument);
                break;
            case TraceKind.Returned:
                if (victim && _dropped && _next == "stale, in the past") _next = "never again";
                break;
            default:
                break;
        }
    }

    private string Words(in TraceRecord record) => record.Kind switch
    {
        TraceKind.Raised => "timer expires",
        TraceKind.Accepted => "vector set in IRR",
        TraceKind.Dispatched => "dispatched, IRR to ISR",
        TraceKind.LockWaitBegin => record.Line >= 0 ? $"asks for the lock of line {record.Line}" : $"asks for {TraceLines.Of(record.Line)}",
        TraceKind.LockWaitEnd => record.Peer >= 0 ? $"has the lock (CPU {record.Peer} held it)" : "has the lock",
        TraceKind.HandlerEnter => "handler begins",
        TraceKind.HandlerExit => "handler ends",
        TraceKind.Eoi => "writes EOI",
        TraceKind.Armed => $"arms the next expiry at {Readable.At(record.Argument)}",
        TraceKind.Coalesced => "expiry merges into the one pending",
        TraceKind.Masked => "expiry is masked",
        TraceKind.Dropped => DropReasons.Of(record.Argument) is { } reason ? $"DROPPED: {Because(record, reason)}" : "DROPPED",
        TraceKind.Stalled => "can never tick again",
        TraceKind.PendingSet => "sets PENDING",
        TraceKind.PendingCleared => "clears PENDING",
        TraceKind.InProgressSet => "sets INPROGRESS",
        TraceKind.InProgressCleared => "clears INPROGRESS",
        TraceKind.SpuriousRun => "runs the handler again for what was remembered: nothing has expired on this CPU",
        TraceKind.IpiSent => $"sends an IPI to CPU {record.Peer}",
        TraceKind.Returned =>
            record.Cpu == drop.Cpu && _dropped ? "returns to its task; its handler never ran, nothing is armed" : "returns to its task",
        TraceKind.LineOperation => $"{(LineAction)record.Argument} on line {record.Line}",
        TraceKind.LineMoved => $"line {record.Line} is routed to CPU {record.Cpu}",
        TraceKind.LineMoveFailed => $"line {record.Line} cannot be routed to CPU {record.Cpu}",
        TraceKind.TickStopped => "stops its tick",
        TraceKind.TickRestarted => "restarts its tick",
        TraceKind.GuestRestored => "is back with its guest",
        TraceKind.CpuOffline => "goes offline",
        TraceKind.CpuOnline => "comes online",
        TraceKind.Injected => record.Argument < 0 ? "gets an NMI from outside" : $"gets vector 0x{record.Argument:x2} from outside",
        TraceKind.RegisterWritten => Written(RegisterWrite.Of(record.Argument)),
        TraceKind.ProgramFailed => $"finds its next expiry, {Readable.At(record.Argument)}, in the past: it runs its timers again",
        TraceKind.VmExit => $"leaves its guest: {VirtualExit.Reason(record.Argument).Name()}",
        TraceKind.Detected => $"{Detection.Kind(record.Argument).Name()}, says CPU {record.Peer}",
        _ => record.Kind.ToString(),
    };

    private string Flags() => (_inProgress, _pending) switch
    {
        (true, true) => "IP PE",
        (true, false) => "IP",
        (false, true) => "PE",
        _ => "-",
    };

    private static string Written(RegisterWrite write)
    {
        string whose = write.Register.IsOfIoApic() ? "the IO-APIC has its" : "has its";
        return $"{whose} {write.Register.Name(write.Pin)} written from outside: 0x{write.Value:x2}";
    }

    private static string Apic((int Irr, int Isr) state) => $"{state.Irr}/{state.Isr}";

    private static string Joined(string first, string second) =>
        first.Length == 0 ? second : second.Length == 0 ? first : $"{first}; {second}";

    private static string Because(in TraceRecord record, DropReason reason) =>
        DropTexts.Because(reason, record.Line >= 0 ? record.Line : null, record.Peer >= 0 ? record.Peer : null);
}
