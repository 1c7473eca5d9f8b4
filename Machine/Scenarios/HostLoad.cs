namespace Tickstorm.Scenarios;

/// <summary>The host CPUs that the machine's vCPUs share. vCPU c runs on host CPU c modulo <see cref="Cpus"/>.</summary>
public sealed record HostLoad
{
    /// <summary>Host CPUs; 0 means that every vCPU has one to itself and nothing is stolen.</summary>
    public int Cpus { get; init; }

    /// <summary>How long a vCPU runs before the next ready one has its turn, ns.</summary>
    public long SliceNs { get; init; } = 3_000_000;

    /// <summary>From a scheduling decision to its effect, and from a vCPU's leaving to the host's seeing it, ns.</summary>
    public long SwitchNs { get; init; } = 2_000;
}
