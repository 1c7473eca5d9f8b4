namespace Tickstorm.Contracts.Fabric;

/// <summary>Where silos that settle windows among themselves spend their time: wall time of all of them added up, ns.</summary>
/// <param name="ConductedNs">In windows, all of it.</param>
/// <param name="ExchangedNs">Of that, packing what goes to the others and taking in what comes from them.</param>
/// <param name="WaitedNs">Of that, until the others' batches were there.</param>
[GenerateSerializer, Immutable, Alias("tickstorm.span-times")]
public readonly record struct SpanTimes(
    [property: Id(0)] long ConductedNs, [property: Id(1)] long ExchangedNs, [property: Id(2)] long WaitedNs)
{
    /// <summary>Both.</summary>
    public SpanTimes And(SpanTimes other) =>
        new(ConductedNs + other.ConductedNs, ExchangedNs + other.ExchangedNs, WaitedNs + other.WaitedNs);
}
