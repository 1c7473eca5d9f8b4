namespace Tickstorm.Client.Shell;

/// <summary>What the exit code says.</summary>
internal static class ExitCodes
{
    /// <summary>Done.</summary>
    public const int Done = 0;

    /// <summary>The run found what it was told to fail on.</summary>
    public const int Found = 1;

    /// <summary>Bad usage or bad input.</summary>
    public const int BadInput = 2;

    /// <summary>An error of Tickstorm itself.</summary>
    public const int Internal = 3;

    /// <summary>Interrupted; what was committed is written.</summary>
    public const int Interrupted = 130;
}
