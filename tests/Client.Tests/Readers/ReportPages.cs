namespace Tickstorm.Tests.Readers;

/// <summary>A report of every kind, each made once.</summary>
public sealed class ReportPages : IDisposable
{
    private static readonly string s_capture = Path.Combine(Repository.Root, "tests", "Traces.Tests", "data", "33_smp4_default_busy1.txt.gz");
    private readonly TempFolder _folder = new();
    private readonly Dictionary<string, string> _made = [];

    private static readonly Dictionary<string, string[]> s_commands = new()
    {
        ["run"] = ["run", "irq0-2007", "--design", "irq0-edge"],
        ["comparison"] = ["compare", "irq0-2007", "--cpus", "16"],
        ["sweep"] = ["sweep", "irq0-2007", "--designs", "irq0-edge,vmi-percpu", "--over", "cpus=1..64x4"],
        ["capture"] = ["analyze", s_capture],
        ["comparison from a capture"] = ["compare", "--capture", s_capture],
    };

    /// <summary>The kinds.</summary>
    public static IEnumerable<string> Kinds => s_commands.Keys;

    /// <summary>The page of a kind.</summary>
    public string this[string kind]
    {
        get
        {
            if (_made.TryGetValue(kind, out string? path)) return path;
            path = _folder.Path($"{_made.Count}.html");
            ClientRun client = ClientRun.Real([.. s_commands[kind], "--report", path]);
            Assert.True(client.ExitCode == 0, client.Error);
            return _made[kind] = path;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _folder.Dispose();
}
