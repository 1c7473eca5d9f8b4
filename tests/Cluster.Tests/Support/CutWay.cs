using System.Reflection;
using Tickstorm.Contracts.Fabric;
using Tickstorm.Contracts.Processes;

namespace Tickstorm.Tests.Support;

/// <summary>
/// Between two silos nothing passes, neither to a fabric nor to the grains that one of them had when the way was cut. Time-outs are a twentieth
/// of what they are, and those of starts a fifth.
/// </summary>
internal sealed class CutWay
{
    private const int Shorter = 20, ShorterStarts = 5;

    /// <summary>The two; null while the way is open.</summary>
    public (SiloAddress From, SiloAddress To)? Cut { get; set; }

    /// <summary>How many starts of grains were lost.</summary>
    public int Lost { get; private set; }

    /// <summary>The silo's end of it.</summary>
    public IOutgoingGrainCallFilter Of(SiloAddress silo) => new End(this, silo);

    private sealed class End(CutWay way, SiloAddress here) : IOutgoingGrainCallFilter
    {
        public async Task Invoke(IOutgoingGrainCallContext context)
        {
            MethodInfo method = context.InterfaceMethod;
            bool isStart = method.DeclaringType == typeof(IProcessGrain) && method.Name == nameof(IProcessGrain.Start);
            if (way.Cut is not { } cut || !(isStart ? here.Equals(cut.From) : IsThrough(cut, method, context.TargetId)))
            {
                await context.Invoke();
                return;
            }

            if (isStart) way.Lost++;
            await Task.Delay((method.GetCustomAttribute<ResponseTimeoutAttribute>()?.Timeout ?? TimeSpan.FromSeconds(30))
                / (isStart ? ShorterStarts : Shorter));
            throw new TimeoutException("The way is cut.");
        }

        private bool IsThrough((SiloAddress From, SiloAddress To) cut, MethodInfo method, GrainId target) =>
            method.DeclaringType == typeof(IFabricService) && SystemTargetGrainId.TryParse(target, out SystemTargetGrainId fabric)
            && (cut == (here, fabric.GetSiloAddress()) || cut == (fabric.GetSiloAddress(), here));
    }
}
