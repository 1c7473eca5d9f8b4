using System.Globalization;
using System.Runtime.InteropServices;

namespace Tickstorm.Client.Shell;

/// <summary>
/// The signals that ask the client to stop. The first is granted in order: what is committed is still written. A second one ends the
/// process at once.
/// </summary>
internal sealed class Signals : IDisposable
{
    // File size limits are told by a signal that ends a process, before the write says it (SIGXFSZ of Linux on x86 and ARM).
    private const PosixSignal FileSize = (PosixSignal)25;
    private const int HangUpNumber = 1;
    private readonly CancellationTokenSource _cancel = new(), _hangUp = new();
    private readonly List<PosixSignalRegistration> _registered = [];

    /// <summary>Begins to listen.</summary>
    public Signals()
    {
        _registered.Add(PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop));
        _registered.Add(PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop));
        // nohup wants a command to outlive its terminal.
        if (!IsIgnored(HangUpNumber)) _registered.Add(PosixSignalRegistration.Create(PosixSignal.SIGHUP, Stop));
        if (OperatingSystem.IsLinux()) _registered.Add(PosixSignalRegistration.Create(FileSize, signal => signal.Cancel = true));
    }

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Token => _cancel.Token;

    /// <summary>Cancelled before <see cref="Token"/> when the signal is not from the keyboard: the terminal or the session ends.</summary>
    public CancellationToken HangUp => _hangUp.Token;

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in _registered) registration.Dispose();
        _cancel.Dispose();
        _hangUp.Dispose();
    }

    private void Stop(PosixSignalContext signal)
    {
        signal.Cancel = !_cancel.IsCancellationRequested;
        if (signal.Signal != PosixSignal.SIGINT && !_cancel.IsCancellationRequested) _hangUp.Cancel();
        _cancel.Cancel();
    }

    // The class library does not tell what a signal did before.
    private static bool IsIgnored(int signal)
    {
        const string Mask = "SigIgn:";
        try
        {
            string? line = File.ReadLines("/proc/self/status").FirstOrDefault(l => l.StartsWith(Mask, StringComparison.Ordinal));
            return line is not null
                && ulong.TryParse(line.AsSpan(Mask.Length).Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out ulong ignored)
                && (ignored >> (signal - 1) & 1) != 0;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
