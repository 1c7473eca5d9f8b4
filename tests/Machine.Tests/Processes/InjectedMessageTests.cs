using Tickstorm.Engine;
using Tickstorm.Processes;
using Tickstorm.Scenarios;

namespace Tickstorm.Tests.Processes;

public class InjectedMessageTests
{
    [Fact]
    public void What_comes_from_outside_is_told_from_the_messages_of_processes()
    {
        CpuInjection entry = new() { TimeNs = 5, Register = WrittenRegister.RedirectionLow, Pin = 239, Value = WrittenRegisters.MaskBit };
        Message written = InjectedMessage.Of(entry, lines: 48);
        Assert.Equal((48, 48), (written.Source, written.Target));
        Assert.Equal(new RegisterWrite(entry.Register, 239, WrittenRegisters.MaskBit), InjectedMessage.Written(in written));
        Message nmi = InjectedMessage.Of(new CpuInjection { TimeNs = 5, Cpu = 3, Vector = CpuInjection.Nmi }, lines: 48);
        Assert.True(InjectedMessage.Is(in written) && InjectedMessage.Is(in nmi));
        // It has the number of those that a core gets from outside.
        Message halts = new() { Time = 5, Source = 3, Sequence = 7, Target = 48, Kind = MessageKind.SpinHalt };
        Assert.False(InjectedMessage.Is(in halts));
    }
}
