using Tickstorm.Contracts.Runs;
using Tickstorm.Contracts.Silos;
using Tickstorm.Grains.Fabric;

namespace Tickstorm.Grains.Runs;

// A run that has not begun, while others have what it needs.
public sealed partial class MachineGrain
{
    private IRunsDeskGrain Desk => GrainFactory.GetGrain<IRunsDeskGrain>(0);

    // Until it is its turn, or nobody wants it any more.
    private async Task StayQueued()
    {
        RunRequest request = _record.Last.Request!;
        if (PlanReader.Read(request.Scenario, request.Name, request.Design).Plan is not { } machine) return;
        using ClusterMeter.Counted queued = ClusterMeter.One(ClusterMeter.Queued);
        while (_leadership.State != LeaderState.Moving && _leadership.Wish != RunWish.Cancel)
        {
            QueuePlace place = await Desk.Place(Run);
            string? why = place.Refusal;
            if (why is null && place.Number > 0)
            {
                SiloAddress[] silos = _choice.ForEpoch(request.MostSilos);
                why = await Admission.WhyNotNow(_fabrics, silos, Run, machine.ProcessCount);
            }

            if (why is null && (place.Number == 0 || await Desk.Enter(Run))) break;
            Progress = Progress with { Status = RunStatus.Queued, Place = place.Number, Trouble = why };
            await UntilWanted(Task.Delay(_times.BetweenProbes));
        }

        if (Progress.Status == RunStatus.Queued) Progress = Progress with { Status = RunStatus.Running, Place = 0, Trouble = null };
    }
}
