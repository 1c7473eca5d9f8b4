using System.Runtime.CompilerServices;

namespace Tickstorm.Engine;

/// <summary>Random draws as pure functions of (seed, process, purpose, index). Nothing is carried but indices.</summary>
public static class Draw
{
    /// <summary>64 well-mixed bits.</summary>
    /// <remarks>Two rounds of a multiply-xorshift finaliser over keys spread by odd constants: neighbouring processes and indices are unrelated.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Bits(ulong seed, int process, int purpose, ulong index)
    {
        ulong key = Mix(seed + 0x9E3779B97F4A7C15UL * ((ulong)(uint)process + 1) + 0xD1B54A32D192ED03UL * (ulong)(uint)purpose);
        return Mix(key ^ (index * 0xA24BAED4963EE407UL));
    }

    /// <summary>Uniform in [0, <paramref name="bound"/>).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long Below(ulong bits, long bound) => (long)Math.BigMul(bits, (ulong)bound, out _);

    /// <summary>Exponential with the given mean, at least 1, by an integer table of 4,096 quantiles.</summary>
    public static long Exponential(ulong bits, long mean) => ExponentialTable.Draw(bits, mean);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Mix(ulong x)
    {
        x = (x ^ (x >> 32)) * 0xBEA225F9EB34556DUL;
        x = (x ^ (x >> 29)) * 0xBEA225F9EB34556DUL;
        return x ^ (x >> 32);
    }
}
