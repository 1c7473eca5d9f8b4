using System.Collections.Concurrent;
using Tickstorm.Contracts.Processes;
using Tickstorm.Grains.Fabric;

namespace Tickstorm.Tests.Support;

/// <summary>
/// A network that can be told to fail: it holds a run at a window, freezes a silo, and loses, repeats and delays batches by a seed.
/// </summary>
internal sealed class FaultyFabric : IFabricFaults
{
    private readonly ConcurrentDictionary<string, Gate> _gates = new();
    private readonly ConcurrentDictionary<(string Run, StepId Step, SiloAddress From, SiloAddress To), Gate> _heldBy = new();
    private volatile Frozen? _frozen;
    private int _faults;

    /// <summary>The seed of lost, repeated and delayed batches; 0 for none.</summary>
    public int Seed { get; set; }

    /// <summary>How many batches met a fault.</summary>
    public int Count => _faults;

    /// <summary>Holds a run's batches from a window on, until the gate is opened.</summary>
    public Gate HoldAt(string run, long window) => _gates[run] = new Gate(window);

    /// <summary>Holds all that a silo sends or is sent for a while, as if it were stopped.</summary>
    public async Task Freeze(SiloAddress silo, int ms)
    {
        Frozen frozen = new(silo);
        _frozen = frozen;
        await Task.Delay(ms);
        _frozen = null;
        frozen.Thawed.SetResult();
    }

    /// <summary>Two silos between which nothing passes.</summary>
    public (SiloAddress, SiloAddress)? Cut { get; set; }

    /// <summary>Each order's first answer is lost.</summary>
    public bool LosesAnswers { get; set; }

    /// <summary>Orders are given when it is done.</summary>
    public Task Orders { get; set; } = Task.CompletedTask;

    public async ValueTask<OrderFate> OnOrder(OrderTry giving)
    {
        await Orders;
        return new OrderFate(Lost: IsCut(giving.From, giving.To), Unanswered: LosesAnswers && giving.Attempt == 1);
    }

    private bool IsCut(SiloAddress from, SiloAddress to) => Cut is { } cut && (cut == (from, to) || cut == (to, from));

    public async ValueTask<BatchFate> OnSend(BatchTry sending)
    {
        if (IsCut(sending.From, sending.To)) return new BatchFate(Lost: true);
        if (_gates.TryGetValue(sending.Batch.Run, out Gate? gate) && sending.Batch.Step.Window >= gate.Window)
        {
            // One that is asked for again may be held by an earlier gate still: it has arrived there.
            Gate held = _heldBy.GetOrAdd((sending.Batch.Run, sending.Batch.Step, sending.From, sending.To), gate);
            if (held == gate || held.Opened.Task.IsCompleted) gate.Arrived.TrySetResult();
            await gate.Opened.Task;
        }

        if (_frozen is { } frozen && (frozen.Silo.Equals(sending.From) || frozen.Silo.Equals(sending.To))) await frozen.Thawed.Task;
        if (Seed == 0) return default;
        uint draw = Draw(sending);
        int kind = (int)(draw >> 8 & 15);
        if (kind < 4) Interlocked.Increment(ref _faults);
        if (kind == 0) await Task.Delay((int)(draw & 15));
        return kind switch
        {
            1 => new BatchFate(Lost: true),
            2 => new BatchFate(RepeatedAfterMs: 0),
            3 => new BatchFate(RepeatedAfterMs: 1 + (int)(draw >> 16 & 63)),
            _ => default,
        };
    }

    private uint Draw(BatchTry sending)
    {
        uint draw = (uint)(Seed * 7919) ^ (uint)(sending.Batch.Step.Window * 2654435761) ^ (uint)(
            sending.Batch.Step.Round * 40503 + sending.Batch.From * 9973 + sending.Attempt * 104729);
        draw = (draw ^ draw >> 15) * 2246822519;
        return (draw ^ draw >> 13) * 3266489917;
    }

    /// <summary>Where a run is held.</summary>
    internal sealed class Gate(long window)
    {
        public long Window => window;

        public TaskCompletionSource Arrived { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Opened { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private sealed record Frozen(SiloAddress Silo)
    {
        public TaskCompletionSource Thawed { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
