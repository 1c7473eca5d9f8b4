using System.Diagnostics;
using System.Text.Json;
using Tickstorm.Client.Shell;

namespace Tickstorm.Client.Bench;

/// <summary>A build of Tickstorm whose benchmarks are run as processes of their own.</summary>
/// <param name="Program">Its client.</param>
internal sealed record BenchBuild(string Program)
{
    /// <summary>The build that is running.</summary>
    /// <remarks>Started by the runtime's own program, it is known by its assembly alone.</remarks>
    public static BenchBuild Own { get; } = new(
        Path.Combine(AppContext.BaseDirectory, "tickstorm") is var program && File.Exists(program) ? program : Environment.ProcessPath!);

    /// <summary>The build at a path: the client itself, the folder that it lies in, or the root of a tree that was built.</summary>
    /// <exception cref="BadInputException">There is none.</exception>
    public static BenchBuild At(string path)
    {
        string[] places = [path, Path.Combine(path, "artifacts/bin/Client/release/tickstorm"), Path.Combine(path, "tickstorm")];
        string program = places.FirstOrDefault(File.Exists)
            ?? throw new BadInputException($"--against {path}: no build is there; the root of a built tree or its tickstorm was expected");
        return new BenchBuild(Path.GetFullPath(program));
    }

    /// <summary>Starts a benchmark of its; <see cref="BenchProcess.End"/> waits for it.</summary>
    public BenchProcess Start(IEnumerable<string> arguments) => new(this, ["bench", .. arguments, "--json", "-"]);
}

/// <summary>A benchmark that runs in a process of its own.</summary>
internal sealed class BenchProcess : IDisposable
{
    private readonly Process _process;
    private readonly string _what;
    private readonly Task<string> _output, _error;

    public BenchProcess(BenchBuild build, string[] arguments)
    {
        _what = $"{build.Program} {string.Join(' ', arguments)}";
        ProcessStartInfo start = new(build.Program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        _process = Process.Start(start) ?? throw new InvalidOperationException($"{_what} could not be started.");
        _output = _process.StandardOutput.ReadToEndAsync();
        _error = _process.StandardError.ReadToEndAsync();
    }

    /// <summary>Waits for its end: the median of its seconds, and its digest.</summary>
    /// <exception cref="BadInputException">It did not end well; perhaps that build lacks the benchmark.</exception>
    public (double Seconds, string Digest) End(CancellationToken cancel)
    {
        try
        {
            _process.WaitForExitAsync(cancel).GetAwaiter().GetResult();
        }
        catch (OperationCanceledException)
        {
            _process.Kill();
            throw;
        }

        if (_process.ExitCode != 0)
            throw new BadInputException($"{_what} ended with exit code {_process.ExitCode}: {_error.Result.Trim()}");
        using JsonDocument json = JsonDocument.Parse(_output.Result);
        JsonElement root = json.RootElement;
        return (root.GetProperty("seconds").GetProperty("median").GetDouble(), root.GetProperty("digest").GetString()!);
    }

    public void Dispose() => _process.Dispose();
}
