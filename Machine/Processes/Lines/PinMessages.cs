using Tickstorm.Hardware;

namespace Tickstorm.Processes.Lines;

/// <summary>Collects what an IO-APIC sends during one access.</summary>
internal sealed class PinMessages : IMessageSink
{
    public List<BusMessage> Messages { get; } = [];

    public void Send(in BusMessage message) => Messages.Add(message);
}
