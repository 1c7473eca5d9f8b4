using Tickstorm.Scenarios;

namespace Tickstorm.Kernel;

/// <summary>Vectors of Linux on x86 (asm/irq_vectors.h, 2.6.24 numbering) as far as the machine uses them.</summary>
public static class Vectors
{
    /// <summary>IRQ0's vector: irq_vector[0] = FIRST_DEVICE_VECTOR.</summary>
    public const byte Irq0 = 0x31;

    /// <summary>LOCAL_TIMER_VECTOR.</summary>
    public const byte LocalTimer = 0xef;

    /// <summary>RESCHEDULE_VECTOR.</summary>
    public const byte Reschedule = 0xfc;

    /// <summary>CALL_FUNCTION_VECTOR.</summary>
    public const byte CallFunction = 0xfb;

    /// <summary>Device vectors start at 0x39 and step by 8, one per priority class half (assign_irq_vector).</summary>
    /// <param name="index">The device's number, 0 to <see cref="Workload.MostDevices"/>, exclusive.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no vector for it.</exception>
    public static byte Device(int index) => index is >= 0 and < Workload.MostDevices
        ? (byte)(Irq0 + 8 * (index + 1))
        : throw new ArgumentOutOfRangeException(nameof(index), index, $"at most {Workload.MostDevices} devices have a vector");

    /// <summary>The line of a device's vector, from 1; -1 when it is no device's.</summary>
    public static int DeviceLine(byte vector) => vector > Irq0 && vector < LocalTimer && (vector - Irq0) % 8 == 0 ? (vector - Irq0) / 8 : -1;
}
