namespace Tickstorm.Scenarios;

/// <summary>What a vCPU does that spins for a lock.</summary>
public enum SpinKind
{
    /// <summary>It spins.</summary>
    Native,

    /// <summary>It spins for a while and halts then; who leaves the lock to it kicks it (pv-qspinlock).</summary>
    Paravirtual,
}
