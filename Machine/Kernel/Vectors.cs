namespace Tickstorm.Kernel;

/// <summary>Vectors of Linux on x86 (asm/irq_vectors.h, 2.6.24 numbering) as far as the machine uses them.</summary>
internal static class Vectors
{
    /// <summary>IRQ0's vector: irq_vector[0] = FIRST_DEVICE_VECTOR.</summary>
    public const byte Irq0 = 0x31;

    /// <summary>RESCHEDULE_VECTOR.</summary>
    public const byte Reschedule = 0xfc;

    /// <summary>CALL_FUNCTION_VECTOR.</summary>
    public const byte CallFunction = 0xfb;

    /// <summary>Most devices: vectors 0x39 to 0xe9 in steps of 8.</summary>
    public const int MostDevices = 23;

    /// <summary>Device vectors start at 0x39 and step by 8, one per priority class half (assign_irq_vector).</summary>
    public static byte Device(int index) => index is >= 0 and < MostDevices
        ? (byte)(Irq0 + 8 * (index + 1))
        : throw new ArgumentOutOfRangeException(nameof(index), index, $"at most {MostDevices} devices have a vector");

    /// <summary>The line of a device's vector, from 1; -1 when it is no device's.</summary>
    public static int DeviceLine(byte vector) => vector > Irq0 && vector < 0xef && (vector - Irq0) % 8 == 0 ? (vector - Irq0) / 8 : -1;
}
