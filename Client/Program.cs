using System.Runtime.InteropServices;
using Tickstorm.Client.Shell;

using CancellationTokenSource cancel = new();
// The first request to stop is granted in order: what is committed is still written. A second one ends the process at once.
void Stop(PosixSignalContext signal)
{
    signal.Cancel = !cancel.IsCancellationRequested;
    cancel.Cancel();
}

using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
using PosixSignalRegistration hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, Stop);
using Stream output = new NamedStream("standard output", Console.OpenStandardOutput());
ClientContext context = new(output, Console.Error)
{
    OutputIsTerminal = !Console.IsOutputRedirected,
    ErrorIsTerminal = !Console.IsErrorRedirected,
    CommandLine = args,
    Cancel = cancel.Token,
};
return CommandLineProgram.Run(args, context);
