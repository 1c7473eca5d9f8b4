using Tickstorm.Contracts.Runs;
using Tickstorm.Contracts.Security;

namespace Tickstorm.Grains.Access;

/// <summary>What a client may call: what is not here is for silos alone.</summary>
internal static class ClientRights
{
    // Of Orleans' own: how a client learns of the cluster's grains, and ends a call.
    private static readonly HashSet<string> s_plumbing =
        ["Orleans.Runtime.IClusterManifestSystemTarget", "Orleans.Runtime.ICancellationSourcesExtension"];

    private static readonly Dictionary<(Type Contract, string Method), CallRight> s_rights = new()
    {
        [(typeof(IRunsGrain), nameof(IRunsGrain.List))] = CallRight.See,
        [(typeof(IRunsGrain), nameof(IRunsGrain.All))] = CallRight.See,
        [(typeof(IMachineGrain), nameof(IMachineGrain.Status))] = CallRight.See,
        [(typeof(IMachineGrain), nameof(IMachineGrain.Watch))] = CallRight.See,
        [(typeof(IMachineGrain), nameof(IMachineGrain.Shape))] = CallRight.See,
        [(typeof(IMachineGrain), nameof(IMachineGrain.Checkpoints))] = CallRight.See,
        [(typeof(IMachineGrain), nameof(IMachineGrain.FinalBlock))] = CallRight.See,
        [(typeof(IMachineGrain), nameof(IMachineGrain.ReducedResult))] = CallRight.See,
        [(typeof(IMachineGrain), nameof(IMachineGrain.Inspect))] = CallRight.See,
        [(typeof(IMachineGrain), nameof(IMachineGrain.Start))] = CallRight.Start,
        [(typeof(ITraceBlockGrain), nameof(ITraceBlockGrain.Read))] = CallRight.See,
        // Those before it are removed.
        [(typeof(IMachineGrain), nameof(IMachineGrain.TraceBlocks))] = CallRight.OfOwner,
        [(typeof(IMachineGrain), nameof(IMachineGrain.TraceSegment))] = CallRight.OfOwner,
        [(typeof(IMachineGrain), nameof(IMachineGrain.Pause))] = CallRight.OfOwner,
        [(typeof(IMachineGrain), nameof(IMachineGrain.Resume))] = CallRight.OfOwner,
        [(typeof(IMachineGrain), nameof(IMachineGrain.Cancel))] = CallRight.OfOwner,
        [(typeof(IMachineGrain), nameof(IMachineGrain.Remove))] = CallRight.OfOwner,
        [(typeof(IMachineGrain), nameof(IMachineGrain.Recall))] = CallRight.OfOwner,
        [(typeof(IMachineGrain), nameof(IMachineGrain.Inject))] = CallRight.OfOwner,
        [(typeof(IMachineGrain), nameof(IMachineGrain.Write))] = CallRight.OfOwner,
        [(typeof(IMachineGrain), nameof(IMachineGrain.WriteRedirection))] = CallRight.OfOwner,
    };

    /// <summary>True for what a client needs before it can say who it is.</summary>
    public static bool IsPlumbing(Type contract) => s_plumbing.Contains(contract.FullName ?? "");

    /// <summary>What a call needs; null when no client may make it.</summary>
    public static CallRight? Of(Type contract, string method)
    {
        if (s_rights.TryGetValue((contract, method), out CallRight right)) return right;
        // The parts of an answer that comes bit by bit; only Watch is one.
        if (contract == typeof(IAsyncEnumerableGrainExtension)) return CallRight.See;
        // Statistics, and what else there is of Orleans' own.
        return contract.Namespace?.StartsWith("Orleans", StringComparison.Ordinal) == true ? CallRight.Operate : null;
    }

    /// <summary>Why a caller has not a right; null when it has.</summary>
    /// <param name="caller">The caller.</param>
    /// <param name="right">The right.</param>
    /// <param name="owner">Who owns what the call is about.</param>
    public static string? WhyNot(Caller caller, CallRight right, string owner) => right switch
    {
        CallRight.Start when caller.Role < Role.User => "a viewer starts no runs",
        CallRight.OfOwner when caller.Role < Role.User => "a viewer only looks at runs",
        CallRight.OfOwner when caller.Role < Role.Operator && caller.Name != owner =>
            owner.Length > 0 ? $"the run belongs to {owner}" : "the run belongs to nobody that is known: an operator may",
        CallRight.Operate when caller.Role < Role.Operator => "only an operator may",
        _ => null,
    };
}

/// <summary>What a call needs of who makes it.</summary>
internal enum CallRight
{
    /// <summary>To see runs.</summary>
    See,

    /// <summary>To start one.</summary>
    Start,

    /// <summary>To change one: it must be the caller's own, or the caller an operator.</summary>
    OfOwner,

    /// <summary>To be an operator.</summary>
    Operate,
}
