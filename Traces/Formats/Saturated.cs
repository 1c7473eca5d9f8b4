namespace Tickstorm.Traces.Formats;

/// <summary>Numbers that do not fit become the last that does, so that whoever looks at them sees something absurd and not something else.
/// </summary>
internal static class Saturated
{
    /// <summary>As a 32-bit number.</summary>
    public static int Int(long value) => (int)Math.Clamp(value, int.MinValue, int.MaxValue);

    /// <summary>A time of so many units; <see cref="long.MaxValue"/> when it is beyond.</summary>
    public static long Time(long count, long unitNs, long restNs) =>
        count > (CaptureGuard.LatestNs - restNs) / unitNs ? long.MaxValue : count * unitNs + restNs;
}
