using System.Diagnostics;
using System.Text;

namespace Tickstorm.Tests.Support;

/// <summary>A process with all that it says.</summary>
internal sealed class ProcessLog : IDisposable
{
    private readonly StringBuilder _said = new();

    public ProcessLog(string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        ProcessStartInfo start = new(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach ((string name, string value) in environment ?? new Dictionary<string, string>()) start.Environment[name] = value;
        Process = Process.Start(start) ?? throw new InvalidOperationException($"{program} cannot be started.");
        Process.OutputDataReceived += (_, line) => Add(line.Data);
        Process.ErrorDataReceived += (_, line) => Add(line.Data);
        Process.BeginOutputReadLine();
        Process.BeginErrorReadLine();
    }

    public Process Process { get; }

    public string Said
    {
        get
        {
            lock (_said) return _said.ToString();
        }
    }

    public static string Run(string program, params string[] arguments)
    {
        using ProcessLog log = new(program, arguments);
        log.Process.WaitForExit();
        return log.Process.ExitCode == 0
            ? log.Said
            : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {log.Process.ExitCode}: {log.Said}");
    }

    public void Dispose()
    {
        if (!Process.HasExited) Process.Kill(entireProcessTree: true);
        Process.WaitForExit();
        Process.Dispose();
    }

    private void Add(string? line)
    {
        // One of the two streams has ended.
        if (line is null) return;
        lock (_said) _said.AppendLine(line);
    }
}
