using System.Runtime.CompilerServices;

namespace Tickstorm.Engine;

/// <summary>Random draws as pure functions of (seed, process, purpose, index). Nothing is carried but indices.</summary>
public static class Draw
{
    /// <summary>64 well-mixed bits for a draw of the machine.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Bits(ulong seed, int process, DrawPurpose purpose, ulong index) => Bits(seed, process, (int)purpose, index);

    /// <summary>64 well-mixed bits for a model that numbers its purposes by itself.</summary>
    /// <remarks>Two rounds of a multiply-xorshift finaliser over keys spread by odd constants: neighbouring processes and indices are
    /// unrelated.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Bits(ulong seed, int process, int purpose, ulong index) => Bits(Key(seed, process, purpose), index);

    /// <summary>What all draws of one purpose have in common, for one who makes many.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Key(ulong seed, int process, int purpose) =>
        Mix(seed + 0x9e3779b97f4a7c15UL * ((ulong)(uint)process + 1) + 0xd1b54a32d192ed03UL * (ulong)(uint)purpose);

    /// <summary>64 well-mixed bits for a draw of a <see cref="Key"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Bits(ulong key, ulong index) => Mix(key ^ (index * 0xa24baed4963ee407UL));

    /// <summary>Uniform in [0, <paramref name="bound"/>).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long Below(ulong bits, long bound) => (long)Math.BigMul(bits, (ulong)bound, out _);

    /// <summary>Exponential with the given mean, at least 1, by an integer table of 4,096 quantiles.</summary>
    public static long Exponential(ulong bits, long mean) => ExponentialTable.Draw(bits, mean);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Mix(ulong x)
    {
        x = (x ^ (x >> 32)) * 0xbea225f9eb34556dUL;
        x = (x ^ (x >> 29)) * 0xbea225f9eb34556dUL;
        return x ^ (x >> 32);
    }
}
