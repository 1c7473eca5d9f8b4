namespace Tickstorm.Traces.Runs;

/// <summary>An IPI on its way.</summary>
/// <param name="From">The CPU that sent it.</param>
/// <param name="Interrupt">The interrupt in which it did; 0 when it was in its task.</param>
/// <param name="SentNs">When, ns.</param>
/// <param name="Sequence">Its sender's running number within that nanosecond.</param>
/// <param name="To">The CPU it goes to.</param>
/// <param name="ArrivesNs">When it is there, ns.</param>
/// <param name="Vector">Its vector.</param>
public readonly record struct SentIpi(int From, long Interrupt, long SentNs, uint Sequence, int To, long ArrivesNs, short Vector);
