namespace Tickstorm.Client.Cluster;

/// <summary>A command leaves its run to the cluster, instead of ending it.</summary>
/// <param name="wished">Asks it to.</param>
internal sealed class Detachment(CancellationToken wished)
{
    /// <summary>Cancelled when the command is to leave.</summary>
    public CancellationToken Wished => wished;

    /// <summary>It has left.</summary>
    public bool IsDone { get; private set; }

    /// <summary>Leaves a run, and says how to find it again.</summary>
    /// <exception cref="OperationCanceledException">Always: nothing more is done for the run.</exception>
    public void Leave(string run, TextWriter told)
    {
        IsDone = true;
        told.WriteLine($"{run} goes on without this command; tickstorm cluster attach {run} follows it.");
        throw new OperationCanceledException(wished);
    }
}
