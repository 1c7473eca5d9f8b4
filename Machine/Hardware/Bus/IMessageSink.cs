namespace Tickstorm.Hardware;

/// <summary>Where a device's interrupt messages go.</summary>
public interface IMessageSink
{
    /// <summary>A message leaves the device.</summary>
    void Send(in BusMessage message);
}

/// <summary>Nobody listens.</summary>
public sealed class NoMessages : IMessageSink
{
    /// <summary>The only one.</summary>
    public static NoMessages Instance { get; } = new();

    /// <inheritdoc/>
    public void Send(in BusMessage message)
    {
    }
}
