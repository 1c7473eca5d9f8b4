using System.Runtime.CompilerServices;

namespace Tickstorm.Processes.Cores;

/// <summary>The CPUs whose call functions a CPU has not executed yet, as far as it remembers them.</summary>
[InlineArray(Capacity)]
internal struct Callers
{
    public const int Capacity = 6;
    private int _first;
}
