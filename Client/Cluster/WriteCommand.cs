using System.CommandLine;
using Tickstorm.Client.Options;
using Tickstorm.Client.Shell;
using Tickstorm.Scenarios;

namespace Tickstorm.Client.Cluster;

/// <summary>cluster write: a register of a CPU's local APIC, between two windows of a run.</summary>
internal static class WriteCommand
{
    private static readonly string s_names = string.Join(", ", WrittenRegisters.All.Select(row => row.Name));

    /// <summary>The command.</summary>
    public static Command Create(ClientContext context)
    {
        Command command = new("write", "Write a register of a CPU's local APIC while a run goes on");
        Argument<string> kind = new("kind") { Description = "lapic" };
        Argument<int> number = new("number") { Description = "The CPU's number" };
        Option<string> register = new("--register") { Description = s_names, HelpName = "name", Required = true };
        Option<string> value = new("--value")
        {
            Description = $"The value, as in 0x20 ({WrittenRegisters.Expected})", HelpName = "value", Required = true,
        };
        Option<string?> run = new("--run") { Description = "The run (default: the last one started from here)", HelpName = "name" };
        OneOf.Add(kind, "lapic");
        register.CompletionSources.Add([.. WrittenRegisters.All.Select(row => row.Name)]);
        command.Add(kind);
        command.Add(number);
        command.Add(register);
        command.Add(value);
        command.Add(run);
        command.SetAction((parsed, cancel) =>
        {
            (WrittenRegister chosen, uint written) = Read(parsed.GetValue(register)!, parsed.GetValue(value)!);
            int cpu = parsed.GetValue(number);
            string has = $"0x{written:x2} is written into {chosen.Name()} of CPU {cpu}";
            return OutsideCall.Send(
                context, parsed.GetValue(run), (machine, id) => machine.Write(id, cpu, chosen, written, cancel), at => $"{has} at {at}",
                has, cancel);
        });
        return command;
    }

    private static (WrittenRegister, uint) Read(string named, string text)
    {
        WrittenRegister register = WrittenRegisters.All.FirstOrDefault(row => row.Name == named).Register;
        if (register == WrittenRegister.None) throw new BadInputException($"--register is \"{named}\"; it must be one of {s_names}");
        if (!CpuInjection.TryParseValue(text, out uint value))
            throw new BadInputException($"--value is \"{text}\"; it must be a number, as in 0x20");
        return register.Takes(value) ? (register, value) : throw new BadInputException($"--value {register.Refusal(value)}");
    }
}
