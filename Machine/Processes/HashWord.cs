namespace Tickstorm.Processes;

/// <summary>The kinds of architectural events in a process's hash.</summary>
internal static class HashWord
{
    public const ulong Raised = 1, Accepted = 2, Coalesced = 3, Masked = 4, Dispatched = 5, HandlerStart = 6, HandlerEnd = 7,
        Eoi = 8, Armed = 9, Dropped = 10, Delivered = 11, Returned = 12, SpuriousRun = 13, Section = 14, IpiSent = 15,
        Operation = 17, Scheduled = 18, Published = 19, IdleBegins = 20, IdleEnds = 21, TickStops = 22, SoftirqBegins = 23,
        ProgramFailed = 24, CallEnds = 25, StealBegins = 26, StealEnds = 27, Detected = 28, StepEnds = 29, FlushedLate = 30,
        GracePeriod = 40, GuestRestored = 41, CpuLeaves = 42, CpuDies = 43, CpuComes = 44, Injected = 45,
        RegisterWritten = 46;
}
