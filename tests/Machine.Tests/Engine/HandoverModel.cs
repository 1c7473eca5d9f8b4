using Tickstorm.Engine;

namespace Tickstorm.Tests.Engine;

/// <summary>A lock that passes through all processes, one hand-over waiting for the one before, among work that moves with it.</summary>
internal sealed class HandoverModel : StructModel<HandoverModel.Process>
{
    private readonly int _stride;

    public HandoverModel(int processes, int stride) : base(processes)
    {
        _stride = stride;
        for (int p = 0; p < processes; p++)
            States[p] = new Process { Hash = EventHash.Start, NextNs = 100 + Draw.Below(Draw.Bits(9, p, 1, 0), 20_000) };
        States[0].NextNs = 50;
    }

    public override long MinLookaheadNs => 2;

    protected override void OnLocal(int process, ref Process state, long now, Effects effects)
    {
        if (process == 0 && now == 50) Pass(process, ref state, now, effects);
        // Work: its next time depends on whether the lock has been here.
        state.Works++;
        state.NextNs = state.Works < 5 ? now + 1_000 + (long)(state.Hash % 7_000) : long.MaxValue;
    }

    protected override void OnMessage(int process, ref Process state, in Message message, Effects effects)
    {
        state.Held++;
        if (process != 0) Pass(process, ref state, message.Time, effects);
    }

    private void Pass(int process, ref Process state, long now, Effects effects) => effects.Send(now, new Message
    {
        Time = now + 2 + (long)(state.Hash & 3),
        Source = process,
        Sequence = state.Sent++,
        Target = (process + _stride) % ProcessCount,
    });

    internal struct Process : IProcessState
    {
        public ulong Hash { get; set; }

        public long NextNs { get; set; }

        public uint Traced { get; set; }

        public uint Sent;
        public int Works, Held;
    }
}
