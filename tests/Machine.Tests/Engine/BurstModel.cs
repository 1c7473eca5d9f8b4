using Tickstorm.Engine;

namespace Tickstorm.Tests.Engine;

/// <summary>Processes that send each other letters, nearly all for the same nanosecond, and answer those that arrive then.</summary>
internal sealed class BurstModel : StructModel<BurstModel.Process>
{
    public const long Instant = 500_000;
    private const int Letters = 12;

    public BurstModel(int processes) : base(processes)
    {
        for (int p = 0; p < processes; p++) States[p] = new Process { Hash = EventHash.Start, NextNs = At(p, 0) };
    }

    public override long MinLookaheadNs => 3;

    protected override void OnLocal(int process, ref Process state, long now, Effects effects)
    {
        state.Events++;
        if (now == Instant)
        {
            state.AtInstant++;
            state.NextNs = long.MaxValue;
            return;
        }

        for (int letter = 0; letter < 2; letter++)
        {
            int target = (int)Draw.Below(Draw.Bits(5, process, 2, state.Sent), ProcessCount - 1);
            Send(process, ref state, now, target < process ? target : target + 1, Instant, effects);
        }

        state.NextNs = state.Sent < Letters ? At(process, state.Sent) : Instant;
    }

    protected override void OnMessage(int process, ref Process state, in Message message, Effects effects)
    {
        state.Events++;
        if (message.Time != Instant) return;
        state.AtInstant++;
        // One answer in four, to whoever wrote: the order at the instant decides who gets it.
        if ((state.Hash & 3) == 0) Send(process, ref state, Instant, message.Source, Instant + 3 + (long)(state.Hash >> 62), effects);
    }

    private static void Send(int process, ref Process state, long now, int target, long time, Effects effects) =>
        effects.Send(now, new Message { Time = time, Source = process, Sequence = state.Sent++, Target = target });

    private static long At(int process, uint index) => 1 + (long)index * 35_000 + Draw.Below(Draw.Bits(5, process, 1, index), 70_000);

    internal struct Process : IProcessState
    {
        public ulong Hash { get; set; }

        public long NextNs { get; set; }

        public uint Traced { get; set; }

        public uint Sent;
        public int Events, AtInstant;
    }
}
