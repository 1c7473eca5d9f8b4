using System.CommandLine;
using Tickstorm.Client.Options;
using Tickstorm.Client.Shell;
using Tickstorm.Scenarios;

namespace Tickstorm.Client.Cluster;

/// <summary>cluster inject: an interrupt for a CPU's local APIC, between two windows of a run.</summary>
internal static class InjectCommand
{
    /// <summary>The command.</summary>
    public static Command Create(ClientContext context)
    {
        Command command = new("inject", "Send an interrupt or NMI to a CPU's local APIC while a run goes on");
        Argument<string> kind = new("kind") { Description = "lapic" };
        Argument<int> number = new("number") { Description = "The CPU's number" };
        Option<string?> vector = new("--vector") { Description = "The vector, 16 to 255, as in 0xef", HelpName = "vector" };
        Option<bool> nmi = new("--nmi") { Description = "An NMI, which has no vector" };
        Option<string?> run = new("--run") { Description = "The run (default: the last one started from here)", HelpName = "name" };
        OneOf.Add(kind, "lapic");
        command.Add(kind);
        command.Add(number);
        command.Add(vector);
        command.Add(nmi);
        command.Add(run);
        command.SetAction((parsed, cancel) =>
        {
            int chosen = Vector(parsed.GetValue(vector), parsed.GetValue(nmi)), cpu = parsed.GetValue(number);
            string gets = $"CPU {cpu} gets {(chosen == CpuInjection.Nmi ? "an NMI" : $"vector 0x{chosen:x2}")}";
            return OutsideCall.Send(
                context, parsed.GetValue(run), (machine, id) => machine.Inject(id, cpu, chosen, cancel), at => $"{gets} at {at}", gets,
                cancel);
        });
        return command;
    }

    private static int Vector(string? text, bool nmi)
    {
        if (nmi == text is not null) throw new BadInputException("cluster inject needs --vector or --nmi, and not both");
        if (nmi) return CpuInjection.Nmi;
        return CpuInjection.TryParseVector(text!, out int vector)
            ? vector : throw new BadInputException($"--vector is \"{text}\"; it must be a vector from 16 to 255, as in 0xef");
    }
}
