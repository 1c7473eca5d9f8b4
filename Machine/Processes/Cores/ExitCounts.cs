using System.Runtime.CompilerServices;
using Tickstorm.Tracing;

namespace Tickstorm.Processes.Cores;

/// <summary>The VM exits of a virtual CPU by <see cref="ExitReason"/>, and what its host did for its timer beside them.</summary>
[InlineArray(Length)]
internal struct ExitCounts
{
    private const int Length = (int)ExitReason.HostInterrupt + 1;
    private uint _first;

    /// <summary>Timer interrupts of the host that stopped no guest: they stand where no reason is.</summary>
    public static int HostTimers => (int)ExitReason.None;

    /// <summary>All exits.</summary>
    public readonly long Total
    {
        get
        {
            long sum = 0;
            for (int i = (int)ExitReason.None + 1; i < Length; i++) sum += this[i];
            return sum;
        }
    }
}
