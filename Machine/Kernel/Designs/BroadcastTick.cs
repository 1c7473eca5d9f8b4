using Tickstorm.Scenarios;

namespace Tickstorm.Kernel.Designs;

/// <summary>The expiries of the device of a periodic broadcast.</summary>
/// <param name="Device">The device.</param>
/// <param name="Hz">The kernel's rate.</param>
/// <param name="SecondPulseNs">How long after each expiry the HPET pulses once more, ns; 0 for never.</param>
/// <param name="Restores">How restores have moved them, in the order of time.</param>
internal readonly record struct BroadcastTick(
    BroadcastDevice Device, int Hz, long SecondPulseNs, IReadOnlyList<BroadcastTick.Restore> Restores)
{
    /// <summary>Those of a design, after so many restores as a run knows of.</summary>
    public static BroadcastTick Of(Scenario scenario, Design design, int restores = int.MaxValue)
    {
        BroadcastTick tick = new(
            design.Device, scenario.Tick.Hz, design.Device == BroadcastDevice.Hpet ? scenario.Machine.HpetSecondPulseNs : 0, []);
        if (design.Device == BroadcastDevice.None) return tick;
        foreach (GuestSnapshot snapshot in scenario.Workload.Snapshots.Take(restores))
            if (tick.RestoreOf(snapshot) is { } restore) tick = tick with { Restores = [.. tick.Restores, restore] };
        return tick;
    }

    /// <summary>The n-th expiry, n from 1, ns.</summary>
    public long ExpiryNs(long n)
    {
        for (int i = Restores.Count - 1; i >= 0; i--)
        {
            Restore restore = Restores[i];
            if (n <= restore.Before) continue;
            if (restore.IsDue && n == restore.Before + 1) return restore.AtNs;
            return DeviceNs(n + restore.Skipped) + restore.ShiftNs;
        }

        return DeviceNs(n);
    }

    /// <summary>How many expiries lie before a time, ns.</summary>
    public long CountBefore(long endNs)
    {
        for (int i = Restores.Count - 1; i >= 0; i--)
        {
            Restore restore = Restores[i];
            if (restore.AtNs >= endNs) continue;
            long least = restore.Before + (restore.IsDue ? 1 : 0);
            return Math.Max(least, DeviceCountBefore(Math.Max(0, endNs - restore.ShiftNs)) - restore.Skipped);
        }

        return DeviceCountBefore(endNs);
    }

    private long DeviceNs(long n)
    {
        if (Device != BroadcastDevice.Hpet) return PitTick.ExpiryNs(Hz, n);
        return SecondPulseNs == 0 ? HpetTick.ExpiryNs(Hz, n) : HpetTick.ExpiryNs(Hz, (n + 1) / 2) + (n % 2 == 0 ? SecondPulseNs : 0);
    }

    private long DeviceCountBefore(long endNs)
    {
        if (Device != BroadcastDevice.Hpet) return PitTick.CountBefore(Hz, endNs);
        long first = HpetTick.CountBefore(Hz, endNs);
        return SecondPulseNs == 0 ? first : first + HpetTick.CountBefore(Hz, Math.Max(0, endNs - SecondPulseNs));
    }

    private Restore? RestoreOf(GuestSnapshot snapshot)
    {
        if (snapshot.Counters == CounterRestore.Remaining) return null;
        long at = snapshot.TimeNs, before = CountBefore(at + 1), away = snapshot.OutsideNs;
        (long skipped, long shift) = Restores is [.., var last] ? (last.Skipped, last.ShiftNs) : (0, 0);
        bool isHpet = Device == BroadcastDevice.Hpet;
        // The PIT counts its latch down from the beginning; the HPET's main counter begins at 0, its comparator stays.
        if (snapshot.Counters == CounterRestore.Restarted) return new(at, before, isHpet ? skipped : -before, at, IsDue: false);
        long passed = DeviceCountBefore(at + 1 + away - shift) - skipped - before;
        if (passed <= 0) return new(at, before, skipped, shift - away, IsDue: false);
        // A comparator behind the counter is met one wrap later.
        return isHpet
            ? new(at, before, skipped, shift - away + HpetClock.NsAfter(1L << 32), IsDue: false)
            : new(at, before, skipped + passed - 1, shift - away, IsDue: true);
    }

    /// <summary>From a restore on the n-th expiry is another one of the device's, at another time.</summary>
    /// <param name="AtNs">When, ns.</param>
    /// <param name="Before">Expiries until then.</param>
    /// <param name="Skipped">What is added to n.</param>
    /// <param name="ShiftNs">What is added to its time, ns.</param>
    /// <param name="IsDue">One that has passed outside is due at once.</param>
    internal sealed record Restore(long AtNs, long Before, long Skipped, long ShiftNs, bool IsDue);
}
