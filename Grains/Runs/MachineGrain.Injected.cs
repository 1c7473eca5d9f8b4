using Tickstorm.Contracts.Fabric;
using Tickstorm.Contracts.Runs;
using Tickstorm.Grains.Fabric;
using Tickstorm.Scenarios;

namespace Tickstorm.Grains.Runs;

// Interrupts that clients send, and what they write. Each is in the run's record before anybody executes it, so that whoever computes
// the run again, after a loss or from its result, has it at the same time.
public sealed partial class MachineGrain
{
    // Each is in every record and plan that is written.
    private const int MostInjected = 1000;

    /// <inheritdoc/>
    public async Task<RunAnswer> Inject(string id, int cpu, int vector, CancellationToken cancel)
    {
        if (vector != CpuInjection.Nmi && vector is < CpuInjection.LowestVector or > byte.MaxValue)
            return new RunAnswer($"A vector is from {CpuInjection.LowestVector} to {byte.MaxValue}.", RunAnswerCode.BadRequest);
        return await Take(new InjectedInterrupt(id, cpu, vector), cancel);
    }

    /// <inheritdoc/>
    public async Task<RunAnswer> Write(string id, int cpu, WrittenRegister register, uint value, CancellationToken cancel)
    {
        if (register == WrittenRegister.None || !Enum.IsDefined(register) || register.IsOfIoApic())
            return new RunAnswer($"A local APIC has no register {register} that a client may write.", RunAnswerCode.BadRequest);
        return await Take(new InjectedInterrupt(id, cpu, 0) { Register = register, Value = value }, cancel);
    }

    /// <inheritdoc/>
    public async Task<RunAnswer> WriteRedirection(string id, int pin, WrittenRegister register, uint value, CancellationToken cancel)
    {
        if (!register.IsOfIoApic())
            return new RunAnswer($"An IO-APIC has no register {register} that a client may write.", RunAnswerCode.BadRequest);
        return await Take(new InjectedInterrupt(id, 0, 0) { Register = register, Pin = pin, Value = value }, cancel);
    }

    private async Task<RunAnswer> Take(InjectedInterrupt sent, CancellationToken cancel)
    {
        string id = sent.Id;
        if (Progress.HasEnded) return NotGoing();
        if (!_record.Last.Injected.Any(one => one.Id == id))
        {
            if (Refusal(sent) is { } refusal) return new RunAnswer($"{Run} does not take it: {refusal}.", RunAnswerCode.BadRequest);
            if (_record.Last.Injected.Length >= MostInjected)
                return new RunAnswer($"{Run} has got {MostInjected} interrupts and writes; it takes no more.", RunAnswerCode.OverLimit);
            if (await Write(r => r with { Injected = [.. r.Injected, sent] }) is { Done: false } moved) return moved;
        }

        // Who stands still takes it when it goes on.
        await _changed.Until(
            () => IsTaken(id) || _leadership.State is LeaderState.Paused or LeaderState.Moving || Progress.HasEnded, s_pauseTimeout,
            cancel);
        return IsTaken(id) || !Progress.HasEnded ? default : NotGoing();
    }

    private bool IsTaken(string id) => _record.Last.Injected.Any(one => one.Id == id && one.IsTaken);

    private string? Refusal(InjectedInterrupt sent)
    {
        if (sent.IsWrite && !sent.Register.Takes(sent.Value)) return "the value " + sent.Register.Refusal(sent.Value);
        return _record.Last.Request is { } request && PlanReader.Read(request.Scenario, request.Name, request.Design).Plan is { } plan
            ? plan.Refusal(sent.ToOperation()) : "it has no machine";
    }

    // Between two windows: all before the time of the last commit is final, and nothing of that time or later is.
    private async Task<FabricReport> TakeInjected(EpochLeader leader, FabricReport next)
    {
        long at = Math.Max(1, Progress.CommittedNs);
        // Of one register there is one write at a time.
        HashSet<(int, WrittenRegister, int)> written =
            [.. _record.Last.Injected.Where(one => one.IsWrite && one.TimeNs == at).Select(one => one.Place)];
        HashSet<string> waiting =
        [
            .. _record.Last.Injected.Where(one => !one.IsTaken && (!one.IsWrite || written.Add(one.Place)))
                .Select(one => one.Id),
        ];
        if (waiting.Count == 0 || at >= Progress.DurationNs) return next;
        // Two edges of one vector at one time are one.
        HashSet<(int, int)> known =
            [.. _record.Last.Injected.Where(one => !one.IsWrite && one.TimeNs == at).Select(one => (one.Cpu, one.Vector))];
        await _record.Write(r => r with
        {
            Injected = [.. r.Injected.Select(one => waiting.Contains(one.Id) ? one with { TimeNs = at } : one)],
        });
        InjectedInterrupt[] taken =
            [.. _record.Last.Injected.Where(one => waiting.Contains(one.Id) && (one.IsWrite || known.Add((one.Cpu, one.Vector))))];
        if (taken.Length == 0) return next;
        await leader.Inject(taken, at);
        Progress = Progress with { Injected = _record.Last.Injected.Count(one => one.IsTaken) };
        return next with { EarliestNs = Math.Min(next.EarliestNs, at) };
    }
}
