using Tickstorm.Scenarios;

namespace Tickstorm.Kernel.Designs;

/// <summary>The expiries of the device of a periodic broadcast.</summary>
/// <param name="Device">The device.</param>
/// <param name="Hz">The kernel's rate.</param>
/// <param name="SecondPulseNs">How long after each expiry the HPET pulses once more, ns; 0 for never.</param>
internal readonly record struct BroadcastTick(BroadcastDevice Device, int Hz, long SecondPulseNs)
{
    /// <summary>Those of a design.</summary>
    public static BroadcastTick Of(Scenario scenario, Design design) => new(
        design.Device, scenario.Tick.Hz, design.Device == BroadcastDevice.Hpet ? scenario.Machine.HpetSecondPulseNs : 0);

    /// <summary>The n-th expiry, n from 1, ns.</summary>
    public long ExpiryNs(long n)
    {
        if (Device != BroadcastDevice.Hpet) return PitTick.ExpiryNs(Hz, n);
        return SecondPulseNs == 0 ? HpetTick.ExpiryNs(Hz, n) : HpetTick.ExpiryNs(Hz, (n + 1) / 2) + (n % 2 == 0 ? SecondPulseNs : 0);
    }

    /// <summary>How many expiries lie before a time, ns.</summary>
    public long CountBefore(long endNs)
    {
        if (Device != BroadcastDevice.Hpet) return PitTick.CountBefore(Hz, endNs);
        long first = HpetTick.CountBefore(Hz, endNs);
        return SecondPulseNs == 0 ? first : first + HpetTick.CountBefore(Hz, Math.Max(0, endNs - SecondPulseNs));
    }
}
