using Tickstorm.Hardware;

namespace Tickstorm.Contracts.Processes;

/// <summary>
/// A local APIC on loan to its CPU: the registers, and the messages of the open window. In one silo both grains see the same object; across
/// silos the CPU has a copy.
/// </summary>
[GenerateSerializer, Immutable, Alias("tickstorm.apic-lease")]
public sealed class ApicLease
{
    [NonSerialized]
    private int _executing;

    /// <summary>The epoch that it belongs to.</summary>
    [Id(0)] public long Epoch { get; init; }

    /// <summary>The registers when it was lent.</summary>
    [Id(1)] public LocalApic Apic { get; init; }

    /// <summary>The latest delivery; null before the first.</summary>
    [Id(2)] public Delivery? Latest { get; private set; }

    /// <summary>
    /// Replaces the messages, unless newer ones came before. Accepting and executing belong to different phases of a round.
    /// </summary>
    /// <exception cref="InvalidOperationException">The CPU is executing just now.</exception>
    public void Deliver(Delivery delivery)
    {
        ArgumentNullException.ThrowIfNull(delivery);
        if (Volatile.Read(ref _executing) != 0) throw new InvalidOperationException("A message was delivered while the CPU was executing.");
        if (Latest is null || !delivery.IsOlderThan(Latest)) Latest = delivery;
    }

    /// <summary>The CPU begins to execute.</summary>
    public void Enter()
    {
        if (Interlocked.Exchange(ref _executing, 1) != 0) throw new InvalidOperationException("Two owners execute one core.");
    }

    /// <summary>The CPU has executed.</summary>
    public void Leave() => Volatile.Write(ref _executing, 0);
}
