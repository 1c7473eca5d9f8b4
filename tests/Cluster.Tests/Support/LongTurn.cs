using Tickstorm.Contracts.Processes;

namespace Tickstorm.Tests.Support;

/// <summary>Lets one execution of a virtual CPU take so long that it is ordered once more.</summary>
internal sealed class LongTurn : IIncomingGrainCallFilter
{
    private const int Which = 100;
    private static readonly TimeSpan s_longest = TimeSpan.FromMinutes(3);
    private readonly TaskCompletionSource _isRepeated = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _executions, _calls;
    private (GrainId Grain, StepId Step)? _held;

    /// <summary>How often it was ordered.</summary>
    public int Calls => _calls;

    /// <inheritdoc/>
    public async Task Invoke(IIncomingGrainCallContext context)
    {
        if (context.Grain is Grains.Processes.VirtualCpuGrain && context.MethodName == nameof(IVirtualCpuGrain.Execute))
        {
            (GrainId, StepId) call = (context.TargetId, (StepId)context.Request.GetArgument(0)!);
            bool isHeld = Interlocked.Increment(ref _executions) == Which;
            if (isHeld) _held = call;
            if (_held == call && Interlocked.Increment(ref _calls) > 1) _isRepeated.TrySetResult();
            if (isHeld) await _isRepeated.Task.WaitAsync(s_longest);
        }

        await context.Invoke();
    }
}
