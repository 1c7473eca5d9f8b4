using Microsoft.Extensions.Logging;
using Tickstorm.Contracts.Security;
using Tickstorm.Grains.Runs;

namespace Tickstorm.Grains.Access;

/// <summary>Lets clients make the calls that are for clients and that their role allows. What silos call passes at once.</summary>
internal sealed class AccessFilter(Callers callers, ILogger<AccessFilter> logger) : IIncomingGrainCallFilter
{
    public Task Invoke(IIncomingGrainCallContext context) =>
        context.SourceId is { } source && source.IsClient() && !IsOfSilo(source) ? Check(context) : context.Invoke();

    // A silo's own calls outside of any grain have a client's id that is made of its address.
    private static bool IsOfSilo(GrainId source) => source.Key.AsSpan().StartsWith("hosted-"u8);

    private async Task Check(IIncomingGrainCallContext context)
    {
        Type contract = context.InterfaceMethod.DeclaringType!;
        if (ClientRights.IsPlumbing(contract))
        {
            await context.Invoke();
            return;
        }

        string what = $"{contract.Name}.{context.MethodName}", on = context.TargetId.Key.ToString() ?? "";
        Caller caller;
        try
        {
            caller = callers.Identify();
        }
        catch (AccessDeniedException denied)
        {
            ClusterMeter.Refused.Add(1);
            logger.Refused("somebody", what, on, denied.Message);
            throw;
        }

        CallRight? right = ClientRights.Of(contract, context.MethodName);
        string owner = (context.Grain as MachineGrain)?.Owner ?? "";
        string? why = right is { } needed ? ClientRights.WhyNot(caller, needed, owner) : "it is a call of silos";
        if (why is not null)
        {
            ClusterMeter.Refused.Add(1);
            logger.Refused($"{caller.Name} ({caller.Role})", what, on, why);
            string who = caller.Name.Length > 0 ? caller.Name : "This client";
            throw new AccessDeniedException($"{who} may not {context.MethodName.ToLowerInvariant()} {on}: {why}.");
        }

        if (right is not CallRight.See) logger.Allowed(caller.Name, caller.Role, what, on);
        Callers.Current = caller;
        await context.Invoke();
    }
}
