using System.Diagnostics;

namespace Tickstorm.Tests.Deploy;

/// <summary>The launcher in a checkout of its own, with a client that says that it was run and a build that fails.</summary>
public sealed class LauncherTests : IDisposable
{
    private const string Nobody = "65534";
    private readonly string _root = Directory.CreateTempSubdirectory("tickstorm-launcher-").FullName;

    public LauncherTests()
    {
        File.Copy(Path.Combine(Repository.Root, "tickstorm"), Path.Combine(_root, "tickstorm"));
        foreach (string source in "Client Machine Traces Contracts Grains Silo scenarios".Split(' '))
            Directory.CreateDirectory(Path.Combine(_root, source));
        foreach (string file in new[] { "Directory.Build.props", "Directory.Packages.props", "global.json" }) Write(file, "");
        Write("artifacts/bin/Client/release/tickstorm", "#!/bin/sh\necho ran \"$@\"\n");
        Write("programs/dotnet", "#!/bin/sh\necho no packages\nexit 7\n");
        Write("artifacts/built", "");
        File.SetLastWriteTimeUtc(Path.Combine(_root, "artifacts/built"), DateTime.UtcNow.AddMinutes(1));
        Tools.Run("chmod", "-R", "a+rX", _root);
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void What_is_up_to_date_runs_without_a_home() => Assert.Equal((0, "ran --version"), Launch(asNobody: false, "--version"));

    [ToolFact("setpriv")]
    public void What_is_up_to_date_runs_for_another_user_who_may_not_write() =>
        Assert.Equal((0, "ran compare"), Launch(asNobody: true, "compare"));

    [ToolFact("setpriv")]
    public void Who_may_not_write_is_told_what_a_build_needs()
    {
        Age();
        (int exitCode, string said) = Launch(asNobody: true, "compare");
        Assert.Matches($"^tickstorm: {_root}/artifacts cannot be written by \\S+, and what is built is older than the sources", said);
        Assert.Equal(3, exitCode);
    }

    [ToolFact("setpriv")]
    public void Doctor_needs_no_right_to_write()
    {
        Age();
        Assert.Equal((0, "ran doctor"), Launch(asNobody: true, "doctor"));
    }

    [Fact]
    public void A_build_that_fails_is_exit_code_3()
    {
        Age();
        (int exitCode, string said) = Launch(asNobody: false, "compare");
        Assert.Matches("(?s)no packages.*tickstorm: the build failed", said);
        Assert.Equal(3, exitCode);
    }

    private void Age() => File.SetLastWriteTimeUtc(Path.Combine(_root, "artifacts/built"), DateTime.UtcNow.AddDays(-1));

    private void Write(string name, string text)
    {
        string path = Path.Combine(_root, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        if (text.Length == 0)
        {
            File.WriteAllText(path, text);
            return;
        }

        // Written by another process: what this one writes is open in whatever it starts just then, and cannot be executed meanwhile.
        File.WriteAllText(path + ".text", text);
        Tools.Run("cp", path + ".text", path);
        File.Delete(path + ".text");
        Tools.Run("chmod", "a+x", path);
    }

    private (int ExitCode, string Said) Launch(bool asNobody, string argument)
    {
        string[] user = asNobody && Environment.UserName == "root"
            ? ["setpriv", "--reuid=" + Nobody, "--regid=" + Nobody, "--clear-groups"]
            : [];
        if (asNobody && user.Length == 0) Tools.Run("chmod", "a-w", Path.Combine(_root, "artifacts"));
        string path = $"{_root}/programs:{Environment.GetEnvironmentVariable("PATH")}";
        ProcessStartInfo start = new("env", ["-i", "PATH=" + path, .. user, "bash", Path.Combine(_root, "tickstorm"), argument])
        {
            RedirectStandardOutput = true, RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(), error = process.StandardError.ReadToEndAsync();
        process.WaitForExit();
        if (asNobody && user.Length == 0) Tools.Run("chmod", "u+w", Path.Combine(_root, "artifacts"));
        return (process.ExitCode, (output.Result + error.Result).Trim());
    }
}
