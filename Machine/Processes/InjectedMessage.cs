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
    private const uint Numbers = 0xc000_0000, WriteNumbers = Numbers | 0x1000;

    private const long IsWritten = 1L << 32;

    /// <summary>The message of one.</summary>
    public static Message Of(CpuInjection injection)
    {
        ArgumentNullException.ThrowIfNull(injection);
        if (injection.IsWrite)
        {
            return new Message
            {
                Time = injection.TimeNs, Source = injection.Cpu, Sequence = WriteNumbers | (uint)injection.Register,
                Target = injection.Cpu, Kind = MessageKind.Injected, A = (int)injection.Register, B = injection.Value | IsWritten,
            };
        }

        return new Message
        {
            Time = injection.TimeNs, Source = injection.Cpu, Sequence = Numbers | (uint)(injection.Vector + 1), Target = injection.Cpu,
            Kind = MessageKind.Injected, A = injection.Vector,
        };
    }

    /// <summary>True for one that writes a register: A is which, and the low half of B the value.</summary>
    public static bool IsWrite(in Message message) => (message.B & IsWritten) != 0;

    /// <summary>True for such a message.</summary>
    public static bool Is(in Message message) => message.Kind == MessageKind.Injected;
}
