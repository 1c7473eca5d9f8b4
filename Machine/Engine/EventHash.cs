using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;

namespace Tickstorm.Engine;

/// <summary>The running 64-bit hash of a process's architectural events, and the digest over all of them.</summary>
public static class EventHash
{
    /// <summary>The hash of a process to which nothing has happened.</summary>
    public const ulong Start = 0x9ae16a3b2f90404fUL;

    /// <summary>Extends a hash by one event: its time in ns and a word of kind, subject and argument.</summary>
    /// <remarks>
    /// The same as (RotateLeft(hash ^ time, 29) ^ word) * odd. Each step waits for the one before, and a tick is eight of them: written so,
    /// time and word meet beside the chain, and the hash meets both at once.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Extend(ulong hash, long timeNs, ulong word)
    {
        ulong both = BitOperations.RotateLeft((ulong)timeNs ^ BitOperations.RotateRight(word, 29), 29);
        return (BitOperations.RotateLeft(hash, 29) ^ both) * 0x9e3779b97f4a7c15UL;
    }

    /// <summary>SHA-256 over the hashes in process order, as 64 lower-case hex digits.</summary>
    public static string Digest(ISimulationModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return Digest(Enumerable.Range(0, model.ProcessCount).Select(model.Hash));
    }

    /// <summary>SHA-256 over hashes in process order, as 64 lower-case hex digits.</summary>
    public static string Digest(IEnumerable<ulong> hashes)
    {
        ArgumentNullException.ThrowIfNull(hashes);
        using IncrementalHash sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> block = stackalloc byte[512];
        int used = 0;
        foreach (ulong hash in hashes)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(block[used..], hash);
            used += 8;
            if (used == block.Length)
            {
                sha.AppendData(block);
                used = 0;
            }
        }

        sha.AppendData(block[..used]);
        return Convert.ToHexStringLower(sha.GetHashAndReset());
    }
}
