using Tickstorm.Contracts.Processes;

namespace Tickstorm.Tests.Support;

/// <summary>Lets one execution of a virtual CPU take until it is ordered once more, which then waits for its end.</summary>
internal sealed class LongTurn : IIncomingGrainCallFilter, IOutgoingGrainCallFilter
{
    private const int Which = 100;
    private static readonly TimeSpan s_longest = TimeSpan.FromMinutes(3);
    private readonly TaskCompletionSource _isRepeated = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _executions, _calls;
    private volatile Order? _held;

    /// <summary>How often it was ordered.</summary>
    public int Calls => _calls;

    /// <inheritdoc/>
    public async Task Invoke(IIncomingGrainCallContext context)
    {
        if (context.Grain is Grains.Processes.VirtualCpuGrain && context.MethodName == nameof(IVirtualCpuGrain.Execute))
        {
            Order order = Of(context);
            bool isHeld = Interlocked.Increment(ref _executions) == Which;
            if (isHeld) _held = order;
            if (order == _held) Interlocked.Increment(ref _calls);
            if (isHeld) await _isRepeated.Task.WaitAsync(s_longest);
        }

        await context.Invoke();
    }

    /// <inheritdoc/>
    public Task Invoke(IOutgoingGrainCallContext context)
    {
        bool isOrder = context.InterfaceMethod.DeclaringType == typeof(IVirtualCpuGrain) && context.MethodName == nameof(IVirtualCpuGrain.Execute);
        if (isOrder && _held is { } held && Of(context) == held) _isRepeated.TrySetResult();
        return context.Invoke();
    }

    private static Order Of(IGrainCallContext context) => new(context.TargetId, (StepId)context.Request.GetArgument(0)!);

    private sealed record Order(GrainId Grain, StepId Step);
}
