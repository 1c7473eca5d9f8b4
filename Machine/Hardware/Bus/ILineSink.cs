namespace Tickstorm.Hardware;

/// <summary>Where a device's output lines lead.</summary>
public interface ILineSink
{
    /// <summary>An output changes, or is driven again.</summary>
    /// <param name="line">The line's number, as the device counts.</param>
    /// <param name="high">The electrical level.</param>
    void SetLine(int line, bool high);
}

/// <summary>A line that leads nowhere.</summary>
public sealed class NoLines : ILineSink
{
    /// <summary>The only one.</summary>
    public static NoLines Instance { get; } = new();

    /// <inheritdoc/>
    public void SetLine(int line, bool high)
    {
    }
}
