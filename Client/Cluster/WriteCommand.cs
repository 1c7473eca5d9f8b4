using System.CommandLine;
using Tickstorm.Client.Options;
using Tickstorm.Client.Shell;
using Tickstorm.Contracts.Runs;
using Tickstorm.Scenarios;
using Tickstorm.Scenarios.Yaml;

namespace Tickstorm.Client.Cluster;

/// <summary>cluster write: a register of a CPU's local APIC, between two windows of a run.</summary>
internal static class WriteCommand
{
    /// <summary>The command.</summary>
    public static Command Create(ClientContext context)
    {
        Command command = new("write", "Write a register of a CPU's local APIC while a run goes on");
        Argument<string> kind = new("kind") { Description = "lapic" };
        Argument<int> number = new("number") { Description = "The CPU's number" };
        Option<string> register = new("--register") { Description = "tpr, the task priority", HelpName = "name", Required = true };
        Option<string> value = new("--value") { Description = "The value, 0 to 255, as in 0x20", HelpName = "value", Required = true };
        Option<string?> run = new("--run") { Description = "The run (default: the last one started from here)", HelpName = "name" };
        OneOf.Add(kind, "lapic");
        command.Add(kind);
        command.Add(number);
        command.Add(register);
        command.Add(value);
        command.Add(run);
        command.SetAction(async (parsed, cancel) =>
        {
            string named = parsed.GetValue(register)!, text = parsed.GetValue(value)!;
            if (named != "tpr") throw new BadInputException($"--register is \"{named}\"; it must be tpr");
            if (!CpuInjection.TryParseValue(text, out byte written))
                throw new BadInputException($"--value is \"{text}\"; it must be a value from 0 to 255, as in 0x20");
            string name = ClusterHome.Run(parsed.GetValue(run));
            await using ClusterLink link = await ClusterLink.Open(cancel);
            return await Send(context, link.Client.GetGrain<IMachineGrain>(name), parsed.GetValue(number), written, cancel);
        });
        return command;
    }

    private static async Task<int> Send(ClientContext context, IMachineGrain machine, int cpu, byte value, CancellationToken cancel)
    {
        string id = Guid.NewGuid().ToString("n");
        RunAnswer answer = await RepeatedCall.UntilAnswered(
            () => RepeatedCall.UntilTaken(() => machine.Write(id, cpu, WrittenRegister.TaskPriority, value, cancel)));
        if (!answer.Done) throw new BadInputException(answer.Refusal!);
        RunShape shape = await RepeatedCall.UntilAnswered(machine.Shape);
        InjectedInterrupt sent = shape.Injected.First(one => one.Id == id);
        context.Output.WriteLine(sent.IsTaken
            ? $"CPU {cpu} has TPR 0x{value:x2} from {Durations.Format(sent.TimeNs)} on"
            : $"recorded: CPU {cpu} has TPR 0x{value:x2} when the run goes on");
        return ExitCodes.Done;
    }
}
