using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Tickstorm.Tests.Living;

/// <summary>A scenario file of tests/checks/living that the client has run: its JSON, and its trace where one is asked for.</summary>
internal sealed partial class LivingRun
{
    private LivingRun(IReadOnlyList<JsonElement> designs, string trace) => (Designs, Trace) = (designs, trace);

    /// <summary>The results, in the order of the file.</summary>
    public IReadOnlyList<JsonElement> Designs { get; }

    /// <summary>The first one.</summary>
    public JsonElement Design => Designs[0];

    /// <summary>The ftrace text; empty where none was asked for.</summary>
    public string Trace { get; }

    public static string PathOf(string name) => Path.Combine(Repository.Root, "tests", "checks", "living", name + ".yaml");

    public static LivingRun Of(string name, params string[] options) => Of("compare", name, options);

    /// <summary>A scenario of the library instead.</summary>
    public static LivingRun OfLibrary(string name, params string[] options) => OfSource("compare", name, options);

    private static LivingRun Of(string command, string name, string[] options) => OfSource(command, PathOf(name), options);

    private static LivingRun OfSource(string command, string source, string[] options)
    {
        ClientRun run = ClientRun.Real([command, source, "--per-cpu", "--json", "-", .. options]);
        Assert.True(run.ExitCode == 0, run.Error);
        return new([.. JsonDocument.Parse(run.Output).RootElement.GetProperty("designs").EnumerateArray()], "");
    }

    public static LivingRun Traced(string name, string design, params string[] options)
    {
        using TempFile file = new("trace.ftrace");
        LivingRun run = Of("run", name, ["--design", design, "--trace", file.Path, .. options]);
        return new(run.Designs, File.ReadAllText(file.Path));
    }

    /// <summary>A count of the first design's result, by its path in it.</summary>
    public long Count(params string[] path) => Count(Design, path);

    public static long Count(JsonElement element, params string[] path)
    {
        foreach (string name in path) element = element.GetProperty(name);
        return element.GetInt64();
    }

    /// <summary>A count of each CPU's ticks, in the order of the CPUs.</summary>
    public long[] OfCpus(string count) =>
        [.. Design.GetProperty("perCpu").EnumerateArray().Select(ledger => Count(ledger, "ticks", count))];

    /// <summary>When an event came on a CPU, ns.</summary>
    public long[] Times(int cpu, string name) =>
    [
        .. Event().Matches(Trace)
            .Where(m => int.Parse(m.Groups[1].Value, CultureInfo.InvariantCulture) == cpu && m.Groups[3].Value == name)
            .Select(m => (long)(decimal.Parse(m.Groups[2].Value, CultureInfo.InvariantCulture) * 1_000_000_000m)),
    ];

    /// <summary>When an event came on a CPU, and its argument.</summary>
    public (long At, long Argument)[] Arguments(int cpu, string name) =>
    [
        .. Event().Matches(Trace)
            .Where(m => int.Parse(m.Groups[1].Value, CultureInfo.InvariantCulture) == cpu && m.Groups[3].Value == name)
            .Select(m => (
                (long)(decimal.Parse(m.Groups[2].Value, CultureInfo.InvariantCulture) * 1_000_000_000m),
                long.Parse(Argument().Match(Trace, m.Index).Groups[1].Value, CultureInfo.InvariantCulture))),
    ];

    [GeneratedRegex(@" arg=(-?\d+)")]
    private static partial Regex Argument();

    [GeneratedRegex(@"\[(\d+)\] \S+ ([\d.]+): (\w+):")]
    private static partial Regex Event();
}
