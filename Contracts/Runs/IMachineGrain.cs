using Orleans.CodeGeneration;
using Tickstorm.Contracts.Processes;
using Tickstorm.Scenarios;

namespace Tickstorm.Contracts.Runs;

/// <summary>What clients ask of a run. Its key is the run's name.</summary>
[Alias("tickstorm.machine"), Version(1)]
public interface IMachineGrain : IGrainWithStringKey
{
    /// <summary>Starts the run; a second start of the same run is refused.</summary>
    [Alias("start")]
    Task<RunAnswer> Start(RunRequest request);

    /// <summary>Where the run is.</summary>
    [Alias("status"), ResponseTimeout("00:00:05")]
    Task<RunProgress> Status();

    /// <summary>Where the run is, again and again until it has ended.</summary>
    [Alias("watch")]
    IAsyncEnumerable<RunProgress> Watch(CancellationToken cancel = default);

    /// <summary>Stops before the next window, after a checkpoint.</summary>
    /// <param name="cancel">Ends the waiting, not the wish.</param>
    [Alias("pause"), ResponseTimeout("00:01:00")]
    Task<RunAnswer> Pause(CancellationToken cancel = default);

    /// <summary>Goes on.</summary>
    [Alias("resume")]
    Task<RunAnswer> Resume();

    /// <summary>Ends the run after the last committed window.</summary>
    [Alias("cancel")]
    Task<RunAnswer> Cancel();

    /// <summary>Removes all that is stored of a run that has ended; one that has not is refused.</summary>
    [Alias("remove"), ResponseTimeout("00:01:00")]
    Task<RunAnswer> Remove();

    /// <summary>The complete checkpoints that still exist, newest first.</summary>
    [Alias("checkpoints")]
    Task<CheckpointInfo[]> Checkpoints();

    /// <summary>One block of the final state, by its place in <see cref="RunProgress.FinalBlocks"/>; null when there is none.</summary>
    [Alias("final-block")]
    Task<byte[]?> FinalBlock(int index);

    /// <summary>
    /// The names of a trace segment's blocks, one per silo, to be read by <see cref="ITraceBlockGrain"/>; those before it are no longer
    /// needed. Null when it does not exist.
    /// </summary>
    [Alias("trace-blocks")]
    Task<string[]?> TraceBlocks(int index);

    /// <summary>
    /// The blocks of <see cref="TraceBlocks"/> themselves, for clients that do not know <see cref="ITraceBlockGrain"/>: they go through
    /// this grain's silo.
    /// </summary>
    [Alias("trace-segment")]
    Task<byte[][]?> TraceSegment(int index);

    /// <summary>
    /// Of a run that has ended: what the silos have reduced its result to, as MachineFold writes it; null where it is to be put together
    /// from its blocks.
    /// </summary>
    [Alias("reduced-result")]
    Task<byte[]?> ReducedResult();

    /// <summary>What the run's machine consists of.</summary>
    [Alias("shape")]
    Task<RunShape> Shape();

    /// <summary>
    /// A process's state at the last commit, as text; of a core, its local APIC's if that is wished. Not present between two epochs.
    /// </summary>
    [Alias("inspect")]
    Task<Inspection> Inspect(int process, bool localApic);

    /// <summary>
    /// Sends an interrupt to a CPU's local APIC: recorded at once, and taken between two windows. It is as if the scenario had it as
    /// <c>workload.inject</c> at that time, which <see cref="Shape"/> tells.
    /// </summary>
    /// <param name="id">Its name: a repeated call is not another interrupt.</param>
    /// <param name="cpu">The CPU.</param>
    /// <param name="vector">16 to 255; -1 for an NMI.</param>
    /// <param name="cancel">Ends the waiting, not the wish.</param>
    [Alias("inject"), ResponseTimeout("00:00:30")]
    Task<RunAnswer> Inject(string id, int cpu, int vector, CancellationToken cancel = default);

    /// <summary>
    /// Writes a register of a CPU's local APIC: recorded and taken as <see cref="Inject"/> is. Of two writes of a register the second is
    /// taken a window later.
    /// </summary>
    /// <param name="id">Its name: a repeated call is not another write.</param>
    /// <param name="cpu">The CPU.</param>
    /// <param name="register">The register.</param>
    /// <param name="value">The value, one that <see cref="WrittenRegisters.Takes"/>.</param>
    /// <param name="cancel">Ends the waiting, not the wish.</param>
    [Alias("write"), ResponseTimeout("00:00:30")]
    Task<RunAnswer> Write(string id, int cpu, WrittenRegister register, uint value, CancellationToken cancel = default);

    /// <summary>Writes a pin's entry in the IO-APIC's redirection table, as <see cref="Write"/> does a local APIC's register.</summary>
    /// <param name="id">Its name: a repeated call is not another write.</param>
    /// <param name="pin">The pin, one that a line comes by.</param>
    /// <param name="register">The entry's low or high half.</param>
    /// <param name="value">The value, one that <see cref="WrittenRegisters.Takes"/>.</param>
    /// <param name="cancel">Ends the waiting, not the wish.</param>
    [Alias("write-redirection"), ResponseTimeout("00:00:30")]
    Task<RunAnswer> WriteRedirection(string id, int pin, WrittenRegister register, uint value, CancellationToken cancel = default);

    /// <summary>
    /// Of a run whose processes are lent to workers: a CPU's grain takes its core back at the next commit and executes it by its own
    /// turns, or lends it again. A new epoch begins with all cores lent.
    /// </summary>
    [Alias("recall"), ResponseTimeout("00:00:30")]
    Task<RunAnswer> Recall(int cpu, bool back);
}
