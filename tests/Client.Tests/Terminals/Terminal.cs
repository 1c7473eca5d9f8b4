using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Tickstorm.Tests.Terminals;

/// <summary>The client on a pseudo-terminal of some width (script of util-linux).</summary>
internal static partial class Terminal
{
    /// <summary>What the terminal was sent, escapes and all.</summary>
    public static string Raw(int columns, string term, params string[] arguments) => Raw(columns, term, [], arguments);

    private static string Raw(int columns, string term, IEnumerable<(string Name, string Value)> environment, string[] arguments)
    {
        string client = Path.Combine(AppContext.BaseDirectory, "tickstorm.dll");
        string command = string.Join(' ', arguments.Prepend(client).Prepend("dotnet").Select(word => $"'{word.Replace("'", "'\\''")}'"));
        ProcessStartInfo start = new("script", ["-qec", $"stty cols {columns} rows 50; {command}", "/dev/null"])
        {
            RedirectStandardOutput = true, RedirectStandardInput = true,
        };
        start.Environment["TERM"] = term;
        foreach ((string name, string value) in environment) start.Environment[name] = value;
        using Process process = Process.Start(start)!;
        process.StandardInput.Close();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return output;
    }

    /// <summary>What is on the terminal in the end, as lines.</summary>
    public static string[] Lines(int columns, params string[] arguments) => Lines(columns, [], arguments);

    /// <summary>The same with an environment of its own.</summary>
    public static string[] Lines(int columns, IEnumerable<(string Name, string Value)> environment, params string[] arguments)
    {
        string text = Raw(columns, "xterm-256color", environment, arguments).Replace("\r\n", "\n", StringComparison.Ordinal);
        // A line that was drawn over is what was written after its last wiping.
        return [.. text.Split('\n').Select(line => Escape().Replace(line[(line.LastIndexOf('\r') + 1)..], "").TrimEnd())];
    }

    [GeneratedRegex(@"\u001b(\[[0-9;?]*[A-Za-z]|[=>])")]
    private static partial Regex Escape();
}
