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
        if (register == WrittenRegister.None || !Enum.IsDefined(register))
            return new RunAnswer($"A local APIC has no register {register} that a client may write.", RunAnswerCode.BadRequest);
        if (!register.Takes(value)) return new RunAnswer($"The value {register.Refusal(value)}.", RunAnswerCode.BadRequest);
        return await Take(new InjectedInterrupt(id, cpu, 0) { Register = register, Value = value }, cancel);
    }

    private async Task<RunAnswer> Take(InjectedInterrupt sent, CancellationToken cancel)
    {
        (string id, int cpu) = (sent.Id, sent.Cpu);
        if (Progress.HasEnded) return NotGoing();
        if (!_record.Last.Injected.Any(one => one.Id == id))
        {
            if (!Has(cpu)) return new RunAnswer($"{Run} has no CPU {cpu}.", RunAnswerCode.BadRequest);
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

    private static bool IsWrite(InjectedInterrupt one) => one.Register != WrittenRegister.None;

    private bool IsTaken(string id) => _record.Last.Injected.Any(one => one.Id == id && one.IsTaken);

    private bool Has(int cpu) => _record.Last.Request is { } request
        && PlanReader.Read(request.Scenario, request.Name, request.Design).Plan is { } plan && cpu >= 0 && cpu < plan.Cpus;

    // Between two windows: all before the time of the last commit is final, and nothing of that time or later is.
    private async Task<FabricReport> TakeInjected(EpochLeader leader, FabricReport next)
    {
        long at = Math.Max(1, Progress.CommittedNs);
        // Of one register there is one write at a time.
        HashSet<(int, WrittenRegister)> written =
            [.. _record.Last.Injected.Where(one => IsWrite(one) && one.TimeNs == at).Select(one => (one.Cpu, one.Register))];
        HashSet<string> waiting =
        [
            .. _record.Last.Injected.Where(one => !one.IsTaken && (!IsWrite(one) || written.Add((one.Cpu, one.Register))))
                .Select(one => one.Id),
        ];
        if (waiting.Count == 0 || at >= Progress.DurationNs) return next;
        // Two edges of one vector at one time are one.
        HashSet<(int, int)> known =
            [.. _record.Last.Injected.Where(one => !IsWrite(one) && one.TimeNs == at).Select(one => (one.Cpu, one.Vector))];
        await _record.Write(r => r with
        {
            Injected = [.. r.Injected.Select(one => waiting.Contains(one.Id) ? one with { TimeNs = at } : one)],
        });
        InjectedInterrupt[] taken =
            [.. _record.Last.Injected.Where(one => waiting.Contains(one.Id) && (IsWrite(one) || known.Add((one.Cpu, one.Vector))))];
        if (taken.Length == 0) return next;
        await leader.Inject(taken, at);
        Progress = Progress with { Injected = _record.Last.Injected.Count(one => one.IsTaken) };
        return next with { EarliestNs = Math.Min(next.EarliestNs, at) };
    }
}
