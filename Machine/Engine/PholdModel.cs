using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Tickstorm.Engine;

/// <summary>What a PHOLD run consists of. Times are in units of 1/1,048,576 of the mean increment.</summary>
/// <param name="Processes">Logical processes, at least 1.</param>
/// <param name="RemotePercent">Events that go to a random process, percent.</param>
/// <param name="LookaheadPercent">Lookahead in percent of the mean increment, 1 to 99.</param>
/// <param name="StartEvents">Events per process at the start.</param>
/// <param name="Seed">The seed.</param>
public sealed record PholdParameters(
    int Processes = 1024, int RemotePercent = 10, int LookaheadPercent = 10, int StartEvents = 1, ulong Seed = 1)
{
    /// <summary>One mean increment.</summary>
    public const long Mean = 1 << 20;

    /// <summary>The lookahead.</summary>
    public long Lookahead => Mean * LookaheadPercent / 100;
}

/// <summary>
/// PHOLD, the yardstick of parallel simulators: each event makes one other, here or on a random process, after lookahead plus an
/// exponential time; the mean of both together is the mean increment.
/// </summary>
public sealed class PholdModel : ISimulationModel
{
    private readonly PholdParameters _parameters;
    private readonly Process[] _processes;
    private readonly ulong _remoteBelow;
    private readonly long _lookahead;

    /// <summary>A population of events as the parameters say.</summary>
    public PholdModel(PholdParameters parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        _parameters = parameters;
        _lookahead = parameters.Lookahead;
        _remoteBelow = (ulong)(parameters.RemotePercent / 100.0 * ulong.MaxValue);
        if (parameters.RemotePercent >= 100) _remoteBelow = ulong.MaxValue;
        _processes = new Process[parameters.Processes];
        for (int p = 0; p < _processes.Length; p++)
        {
            ref Process process = ref _processes[p];
            process.Hash = EventHash.Start;
            for (int e = 0; e < parameters.StartEvents; e++)
                process.Add(Draw.Exponential(Draw.Bits(parameters.Seed, p, 0, process.Index++), PholdParameters.Mean));
        }
    }

    /// <inheritdoc/>
    public int ProcessCount => _processes.Length;

    /// <inheritdoc/>
    public long MinLookaheadNs => _parameters.Lookahead;

    /// <inheritdoc/>
    public long NextLocalNs(int process) => _processes[process].Next;

    /// <inheritdoc/>
    public void Execute(int process, long untilNs, ReadOnlySpan<Message> inbox, Effects effects)
    {
        ref Process state = ref _processes[process];
        ulong times = Draw.Key(_parameters.Seed, process, 0);
        ulong remotes = Draw.Key(_parameters.Seed, process, 1);
        ulong targets = Draw.Key(_parameters.Seed, process, 2);
        int taken = 0;
        long events = 0;
        while (true)
        {
            long message = taken < inbox.Length ? inbox[taken].Time : long.MaxValue;
            long local = state.Next;
            long now = Math.Min(message, local);
            if (now >= untilNs) break;
            events++;
            bool isMessage = message <= local;
            state.Hash = EventHash.Extend(state.Hash, now, isMessage ? (ulong)(uint)inbox[taken++].Source : ulong.MaxValue);
            long time = now + _lookahead + Draw.Exponential(Draw.Bits(times, state.Index++), PholdParameters.Mean - _lookahead);
            if (Draw.Bits(remotes, state.Index) < _remoteBelow)
            {
                int target = (int)Draw.Below(Draw.Bits(targets, state.Index), _processes.Length);
                if (target != process)
                {
                    if (!isMessage) state.RemoveNext();
                    effects.Send(now, new Message { Time = time, Source = process, Sequence = state.Sequence++, Target = target });
                    continue;
                }
            }

            if (isMessage) state.Add(time);
            else state.ReplaceNext(time);
        }

        effects.Executed += events;
    }

    /// <inheritdoc/>
    public ulong Hash(int process) => _processes[process].Hash;

    /// <inheritdoc/>
    public IStateStore CreateStateStore() => new Store(_processes);

    /// <inheritdoc/>
    public void Fold(int worker, int process, ReadOnlySpan<Statistic> statistics) { }

    /// <inheritdoc/>
    public void Prepare(int workers) { }

    /// <inheritdoc/>
    public void CheckInvariants(int process) { }

    // Saved states: of each only what is in use, a fifth of it as a rule.
    private sealed class Store(Process[] states) : IStateStore
    {
        private Process[] _saved = new Process[64];
        private int _count;

        public int Save(int process)
        {
            if (_count == _saved.Length) Array.Resize(ref _saved, _saved.Length * 2);
            Copy(in states[process], ref _saved[_count]);
            return _count++;
        }

        public void Restore(int process, int place) => Copy(in _saved[place], ref states[process]);

        public void Clear() => _count = 0;

        private static void Copy(in Process from, ref Process to) => MemoryMarshal.AsBytes(new ReadOnlySpan<Process>(in from))[..from.Bytes]
            .CopyTo(MemoryMarshal.AsBytes(new Span<Process>(ref to)));
    }

    [InlineArray(Capacity)]
    private struct Times
    {
        public const int Capacity = 20;
        private long _first;
    }

    // Pending events are few (one on average): the earliest by itself, the rest unordered.
    [StructLayout(LayoutKind.Sequential)]
    private struct Process
    {
        public ulong Hash;
        public ulong Index;
        public uint Sequence;
        private int _more;
        private long _next;
        private Times _rest;

        // The rest beyond the events that there are is nothing.
        public readonly int Bytes => Unsafe.SizeOf<Process>() - (Times.Capacity - _more) * sizeof(long);

        // Times are stored plus one, so that a zeroed process has none.
        public readonly long Next => _next == 0 ? long.MaxValue : _next - 1;

        public void Add(long time)
        {
            time++;
            if (_next == 0)
            {
                _next = time;
                return;
            }

            if (_more == Times.Capacity)
                throw new InvalidOperationException($"A process holds more than {Times.Capacity + 1} events; use fewer start events.");
            if (time < _next) (_next, time) = (time, _next);
            _rest[_more++] = time;
        }

        public void RemoveNext()
        {
            if (_more == 0)
            {
                _next = 0;
                return;
            }

            int min = EarliestOfRest();
            _next = _rest[min];
            _rest[min] = _rest[--_more];
        }

        // Removes the next and adds another, in one.
        public void ReplaceNext(long time)
        {
            _next = ++time;
            if (_more == 0) return;
            int min = EarliestOfRest();
            if (time > _rest[min]) (_next, _rest[min]) = (_rest[min], time);
        }

        private readonly int EarliestOfRest()
        {
            int min = 0;
            for (int i = 1; i < _more; i++)
            {
                if (_rest[i] < _rest[min]) min = i;
            }

            return min;
        }
    }
}
