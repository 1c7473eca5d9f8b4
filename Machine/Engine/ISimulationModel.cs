namespace Tickstorm.Engine;

/// <summary>What an engine executes: numbered logical processes that exchange messages.</summary>
public interface ISimulationModel : ILinks
{
    /// <summary>Processes are numbered 0 to this, exclusive, by the scenario alone.</summary>
    int ProcessCount { get; }

    /// <summary>The time of the process's next local event; <see cref="long.MaxValue"/> when it has none.</summary>
    long NextLocalNs(int process);

    /// <summary>
    /// Executes all of the process's events before <paramref name="untilNs"/>, messages and local events, in the one total order.
    /// </summary>
    /// <param name="process">The process.</param>
    /// <param name="untilNs">The end, exclusive.</param>
    /// <param name="inbox">Its messages in <see cref="EventOrder"/>; those at or after the end are to be left alone.</param>
    /// <param name="effects">Takes what it sends, counts and traces.</param>
    void Execute(int process, long untilNs, ReadOnlySpan<Message> inbox, Effects effects);

    /// <summary>Messages that nobody sends: they wait for their processes from the beginning.</summary>
    IReadOnlyList<Message> FromOutside => [];

    /// <summary>Whether and how much <see cref="SendAhead"/> sends.</summary>
    SendsAhead SendsAhead => SendsAhead.Nothing;

    /// <summary>
    /// Sends all that the process will send before <paramref name="untilNs"/> whatever it may receive until then, in the order of sending;
    /// the process stays as it is. An execution under <see cref="Effects.SentAhead"/> does not send it again.
    /// </summary>
    void SendAhead(int process, long untilNs, Effects effects) { }

    /// <summary>
    /// Neighbours that execute a window before all others: what they do in it seldom depends on what others send in it, but others' windows
    /// do on what they send. Each has about as much to do as the next; they write no records, and no record to several reaches them.
    /// </summary>
    (int First, int Count) Leaders => default;

    /// <summary>The running hash of the process's architectural events.</summary>
    ulong Hash(int process);

    /// <summary>
    /// What tells whether a trace of anomalies needs the window that a process has just executed: it does unless this is the same as before
    /// the window and lacks <see cref="OpenMark"/>.
    /// </summary>
    ulong TraceNeed(int process) => AlwaysTraced;

    /// <summary>The bit of a mark that says that something has begun and not ended, so that the windows on both sides are needed.</summary>
    const ulong OpenMark = 1;

    /// <summary>The mark of a process whose windows are all needed.</summary>
    const ulong AlwaysTraced = ulong.MaxValue;

    /// <summary>The values that processes publish and others read while they execute.</summary>
    Publications Publications => Publications.None;

    /// <summary>The history of a published value as its writer's latest execution left it.</summary>
    ReadOnlySpan<PublishedWrite> Published(int value) => default;

    /// <summary>A store for saved states; each worker has its own.</summary>
    IStateStore CreateStateStore();

    /// <summary>
    /// Folds the statistics of a committed execution. Called by one worker at a time for a given <paramref name="worker"/>.
    /// </summary>
    void Fold(int worker, int process, ReadOnlySpan<Statistic> statistics);

    /// <summary>Called once before a run with the number of workers.</summary>
    void Prepare(int workers);

    /// <summary>Throws when the process's state at a commit breaks an invariant; called when the engine is told to check.</summary>
    void CheckInvariants(int process);

    /// <summary>
    /// Throws when what the processes have sent and taken does not add up with what is under way; called after each commit when the engine
    /// is told to hold the balance.
    /// </summary>
    /// <param name="underWay">All messages that nobody has taken yet.</param>
    void CheckBalance(IReadOnlyCollection<Message> underWay) { }
}

/// <summary>Saved states of processes. A saved state is everything that executing may write.</summary>
public interface IStateStore
{
    /// <summary>Saves the state of a process and returns its place.</summary>
    int Save(int process);

    /// <summary>Brings a process back to a saved state, which stays saved.</summary>
    void Restore(int process, int place);

    /// <summary>Forgets all saved states.</summary>
    void Clear();
}
