using Tickstorm.Engine;
using Tickstorm.Scenarios;

namespace Tickstorm.Processes;

/// <summary>Interrupts from outside as messages: nobody sends them, they wait in their CPU's inbox from the beginning.</summary>
public static class InjectedMessage
{
    // Apart from the numbers of what the CPU sends itself. What else they have in them is what makes two of the same time different, so
    // that their order does not hang on when they became known.
    private const uint Numbers = 0xc000_0000;

    /// <summary>The message of one.</summary>
    public static Message Of(CpuInjection injection)
    {
        ArgumentNullException.ThrowIfNull(injection);
        return new Message
        {
            Time = injection.TimeNs, Source = injection.Cpu, Sequence = Numbers | (uint)(injection.Vector + 1), Target = injection.Cpu,
            Kind = MessageKind.Injected, A = injection.Vector,
        };
    }

    /// <summary>True for such a message.</summary>
    public static bool Is(in Message message) => message.Kind == MessageKind.Injected;
}
