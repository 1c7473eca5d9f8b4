using Tickstorm.Scenarios;

namespace Tickstorm.Processes;

/// <summary>What a line and a CPU tell each other about a vector: how a message moves.</summary>
internal enum VectorMessage : byte
{
    /// <summary>Line to its new CPU: a vector of yours for me, which have this one now.</summary>
    Assign,

    /// <summary>The answer: the vector, or none (-ENOSPC).</summary>
    Assigned,

    /// <summary>Line to its old CPU: expect an interrupt on this vector that is none of yours (VECTOR_RETRIGGERED).</summary>
    Expect,

    /// <summary>Line to its old CPU, at the end of the move: send on what this vector has in IRR.</summary>
    Check,

    /// <summary>Line to its old CPU: this vector is to be freed.</summary>
    Retire,

    /// <summary>To the old CPU: the timer that frees vectors has expired.</summary>
    Clean,

    /// <summary>Old CPU to line: it is free.</summary>
    Freed,
}

/// <summary>One such word in a message: what, the vector, the line, and a CPU.</summary>
/// <param name="What">What is said.</param>
/// <param name="Vector">The vector; -1 for none.</param>
/// <param name="Line">The line's number.</param>
/// <param name="Cpu">The new CPU, where one is named.</param>
internal readonly record struct VectorWord(VectorMessage What, int Vector, int Line, int Cpu)
{
    /// <summary>Bits 0-7 what, 8-16 vector + 1, 17-31 line, 32-63 CPU.</summary>
    public long Pack() => (long)What | (long)(Vector + 1) << 8 | (long)Line << 17 | (long)Cpu << 32;

    /// <summary>The word of a message.</summary>
    public static VectorWord Unpack(long word) =>
        new((VectorMessage)(word & 0xff), (int)(word >> 8 & 0x1ff) - 1, (int)(word >> 17 & 0x7fff), (int)(word >> 32));

    /// <summary>How long each such message is under way, ns: half of finding a vector.</summary>
    public static long WayNs(Costs costs) => Math.Max(1, Math.Min(costs.VectorAssign / 2, costs.MsiWrite));
}
