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

    /// <summary>An error of Tickstorm itself, or a run on a cluster that has failed.</summary>
    public const int Internal = 3;

    /// <summary>Interrupted; what was committed is written.</summary>
    public const int Interrupted = 130;

    /// <summary>All of them, for manual pages.</summary>
    public static IReadOnlyList<(int Code, string Meaning)> All { get; } =
    [
        (Done, "Done."), (Found, "A finding: what --fail-on named, or a trace that was cut."),
        (BadInput, "Bad usage or bad input, or an output that could not be written."),
        (Internal, "An error of Tickstorm itself, or a run on a cluster that has failed."),
        (Interrupted, "Interrupted; what was committed until then is written."),
    ];
}
