using System.CommandLine;
using Tickstorm.Client.Shell;
using Tickstorm.Scenarios;

namespace Tickstorm.Client.Cluster;

/// <summary>cluster write: a register of a CPU's local APIC or of the IO-APIC, between two windows of a run.</summary>
internal static class WriteCommand
{
    /// <summary>The command.</summary>
    public static Command Create(ClientContext context)
    {
        Command command = new("write", "Write a register of a CPU's local APIC or of the IO-APIC while a run goes on");
        Argument<string> kind = new("kind") { Description = "lapic or ioapic" };
        Argument<int> number = new("number") { Description = "The CPU's number, or the IO-APIC's (0: there is one)" };
        Option<string> register = new("--register")
        {
            Description = $"Of a lapic {Listed(WrittenRegisters.OfLocalApic)}; of the ioapic {Listed(WrittenRegisters.OfIoApic)}",
            HelpName = "name", Required = true,
        };
        Option<string> value = new("--value")
        {
            Description = $"The value, as in 0x20 ({WrittenRegisters.Expected})", HelpName = "value", Required = true,
        };
        Option<string?> run = new("--run") { Description = "The run (default: the last one started from here)", HelpName = "name" };
        kind.CompletionSources.Add("lapic", "ioapic");
        register.CompletionSources.Add([.. WrittenRegisters.OfLocalApic]);
        command.Add(kind);
        command.Add(number);
        command.Add(register);
        command.Add(value);
        command.Add(run);
        command.SetAction((parsed, cancel) =>
        {
            CheckKind(parsed.GetValue(kind)!);
            bool ofIoApic = parsed.GetValue(kind) == "ioapic";
            int chosen = parsed.GetValue(number);
            if (ofIoApic && chosen != 0) throw new BadInputException($"There is no ioapic {chosen}; there is one, 0");
            CpuInjection write = Read(parsed.GetValue(register)!, parsed.GetValue(value)!, ofIoApic);
            string has = $"0x{write.Value:x2} is written into {write.RegisterName} of {(ofIoApic ? "the IO-APIC" : $"CPU {chosen}")}";
            return OutsideCall.Send(
                context, parsed.GetValue(run),
                (machine, id) => ofIoApic
                    ? machine.WriteRedirection(id, write.Pin, write.Register, write.Value, cancel)
                    : machine.Write(id, chosen, write.Register, write.Value, cancel),
                at => $"{has} at {at}", has, cancel);
        });
        return command;
    }

    private static string Listed(IReadOnlyList<string> names) => string.Join(", ", names);

    // What inspect shows and nobody may write is told why.
    private static void CheckKind(string kind)
    {
        string? why = kind switch
        {
            "lapic" or "ioapic" => null,
            "line" => "a line is the kernel's descriptor and has no register; the entry of its pin is the ioapic's, and what a device that "
                + "sends messages holds is the kernel's to write",
            "lock" => "a lock is a word of the kernel and has no register",
            "cpu" => "a CPU's interrupt registers are its lapic's",
            _ => "it must be lapic or ioapic",
        };
        if (why is not null) throw new BadInputException($"kind is \"{kind}\": {why}");
    }

    private static CpuInjection Read(string named, string text, bool ofIoApic)
    {
        IReadOnlyList<string> names = ofIoApic ? WrittenRegisters.OfIoApic : WrittenRegisters.OfLocalApic;
        if (!WrittenRegisters.TryParse(named, out WrittenRegister register, out int pin) || register.IsOfIoApic() != ofIoApic)
        {
            string whose = ofIoApic ? "the ioapic" : "a lapic";
            throw new BadInputException($"--register is \"{named}\"; of {whose} it must be {string.Join(" or ", names)}");
        }

        if (!CpuInjection.TryParseValue(text, out uint value))
            throw new BadInputException($"--value is \"{text}\"; it must be a number, as in 0x20");
        if (!register.Takes(value)) throw new BadInputException($"--value {register.Refusal(value)}");
        return new CpuInjection { Register = register, Pin = pin, Value = value };
    }
}
