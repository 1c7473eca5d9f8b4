using Tickstorm.Engine;
using Tickstorm.Tracing;

namespace Tickstorm.Tests.Engine;

/// <summary>A model whose processes are plain structs; the subclass says what an event does.</summary>
internal abstract class StructModel<T>(int processes) : ISimulationModel
    where T : unmanaged, IProcessState
{
    private long[] _folded = [];

    protected T[] States { get; } = new T[processes];

    public int ProcessCount => States.Length;

    public (int First, int Count) Leaders { get; init; }

    public abstract long MinLookaheadNs { get; }

    public virtual Link LinkOf(in Message message) => default;

    /// <summary>Sum over all committed statistics.</summary>
    public long Folded => _folded.Sum();

    public ref T State(int process) => ref States[process];

    public long NextLocalNs(int process) => States[process].NextNs;

    public void Execute(int process, long untilNs, ReadOnlySpan<Message> inbox, Effects effects)
    {
        ref T state = ref States[process];
        int taken = 0;
        while (true)
        {
            bool message = taken < inbox.Length && inbox[taken].Time <= state.NextNs;
            long now = message ? inbox[taken].Time : state.NextNs;
            if (now >= untilNs) return;
            effects.Executed++;
            state.Hash = EventHash.Extend(
                state.Hash, now, message ? (ulong)(uint)inbox[taken].Source << 32 | inbox[taken].Sequence : ulong.MaxValue);
            effects.Append(new Statistic(0, 1, now, process));
            if (effects.Tracing)
            {
                effects.Trace(
                    new TraceRecord(now, process, state.Traced++, message ? TraceKind.Accepted : TraceKind.Raised, process, 0, -1, -1,
                    -1, 0));
            }

            if (message) OnMessage(process, ref state, in inbox[taken++], effects);
            else OnLocal(process, ref state, now, effects);
        }
    }

    public ulong Hash(int process) => States[process].Hash;

    public IStateStore CreateStateStore() => new StructStore<T>(States);

    public void Fold(int worker, int process, ReadOnlySpan<Statistic> statistics)
    {
        foreach (Statistic s in statistics) _folded[worker] += s.Value % 1009 * (s.Extra + 1);
    }

    public void Prepare(int workers) => _folded = new long[workers];

    public void CheckInvariants(int process) { }

    protected abstract void OnMessage(int process, ref T state, in Message message, Effects effects);

    protected abstract void OnLocal(int process, ref T state, long now, Effects effects);
}

/// <summary>What every process has.</summary>
internal interface IProcessState
{
    ulong Hash { get; set; }

    long NextNs { get; set; }

    uint Traced { get; set; }
}
