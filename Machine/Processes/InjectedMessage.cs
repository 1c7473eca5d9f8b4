using Tickstorm.Engine;
using Tickstorm.Scenarios;

namespace Tickstorm.Processes;

/// <summary>
/// Interrupts and register writes from outside as messages: nobody sends them, they wait in their CPU's inbox from the beginning.
/// </summary>
public static class InjectedMessage
{
    // Apart from the numbers of what the CPU sends itself. What else they have in them is what makes two of the same time different, so
    // that their order does not hang on when they became known.
    private const uint Numbers = 0xc000_0000, WriteNumbers = Numbers | 0x10_0000;

    private const int PinShift = 8;

    private const long Writes = 1;

    /// <summary>The message of one.</summary>
    /// <param name="injection">It.</param>
    /// <param name="lines">The process that has the IO-APIC.</param>
    internal static Message Of(CpuInjection injection, int lines)
    {
        if (injection.IsWrite)
        {
            int target = injection.IsOfIoApic ? lines : injection.Cpu;
            return new Message
            {
                Time = injection.TimeNs, Source = target, Target = target,
                Kind = injection.IsOfIoApic ? MessageKind.EntryWritten : MessageKind.Injected,
                Sequence = WriteNumbers | (uint)injection.Register | (uint)injection.Pin << PinShift,
                A = new RegisterWrite(injection.Register, injection.Pin, injection.Value).Pack(), B = Writes,
            };
        }

        return new Message
        {
            Time = injection.TimeNs, Source = injection.Cpu, Sequence = Numbers | (uint)(injection.Vector + 1), Target = injection.Cpu,
            Kind = MessageKind.Injected, A = injection.Vector,
        };
    }

    /// <summary>True for one that writes a register.</summary>
    public static bool IsWrite(in Message message) => message.B == Writes;

    /// <summary>What one that writes a register writes, and where.</summary>
    internal static RegisterWrite Written(in Message message) => RegisterWrite.Of(message.A);

    /// <summary>True for such a message.</summary>
    public static bool Is(in Message message) => message.Kind is MessageKind.EntryWritten
        || message is { Kind: MessageKind.Injected, Sequence: >= Numbers };
}
