namespace Tickstorm.Traces.Outputs;

/// <summary>An output that cannot be had: which one by its option, what is wrong, what would be right.</summary>
public sealed class OutputException : IOException
{
    /// <summary>A sentence for the user about the output <paramref name="label"/> (<c>--json x.json</c>).</summary>
    public OutputException(string label, string wrong, string right)
        : base($"{label}: {wrong}; {right}")
    {
    }

    /// <summary>The same with what is wrong alone.</summary>
    public OutputException(string label, string wrong)
        : base($"{label}: {wrong}")
    {
    }

    /// <summary>The same for a fault of the system while it was opened or written.</summary>
    public OutputException(string label, Exception fault)
        : base($"{label}: {Reason(fault)}", fault)
    {
    }

    /// <summary>Why the system refused, without the path and in few words.</summary>
    public static string Reason(Exception fault)
    {
        ArgumentNullException.ThrowIfNull(fault);
        if (fault is OutputException) return fault.Message;
        if (fault is UnauthorizedAccessException) return "permission denied";
        if (fault is FileNotFoundException or DirectoryNotFoundException) return "no file can be made there";
        // On Unix the result code of an error of the system is its errno.
        return fault is IOException { HResult: > 0 and < 200 and int errno }
            ? System.Runtime.InteropServices.Marshal.GetPInvokeErrorMessage(errno).ToLowerInvariant()
            : fault.Message;
    }
}
