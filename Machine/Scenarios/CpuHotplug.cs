namespace Tickstorm.Scenarios;

/// <summary>A CPU goes offline or comes online.</summary>
public sealed record CpuHotplug
{
    /// <summary>When it leaves the online mask, or is in it again, ns.</summary>
    public long TimeNs { get; init; }

    /// <summary>The CPU; never 0, which does the work and which x86 does not take offline.</summary>
    public int Cpu { get; init; }

    /// <summary>True when it comes online.</summary>
    public bool Online { get; init; }
}
