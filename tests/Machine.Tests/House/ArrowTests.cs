namespace Tickstorm.Tests.House;

/// <summary>Which room may know which: docs/architecture.md has the picture.</summary>
public class ArrowTests
{
    // A room with the rooms that it may know.
    private static readonly (string Room, string[] Knows)[] s_machine =
    [
        ("Tracing", []),
        ("Scenarios", []),
        ("Results", ["Tracing"]),
        ("Engine", ["Tracing", "Results"]),
        ("Hardware", ["Engine"]),
        ("Kernel", ["Engine", "Hardware", "Scenarios", "Tracing"]),
        ("Processes", ["Kernel", "Engine", "Hardware", "Scenarios", "Tracing"]),
        ("Simulation", ["Processes", "Kernel", "Engine", "Hardware", "Scenarios", "Tracing", "Results"]),
    ];

    private static readonly (string Room, string[] Knows)[] s_traces =
    [
        ("Runs", []),
        ("Metrics", ["Runs"]),
        ("Outputs", []),
        ("Inputs", ["Outputs"]),
        ("Formats", ["Runs", "Inputs", "Outputs"]),
        ("Files", ["Runs", "Inputs", "Outputs", "Formats"]),
        ("Sampling", ["Runs", "Formats", "Files"]),
        ("Analysis", ["Runs", "Inputs", "Formats", "Files"]),
        ("Calibration", ["Runs", "Inputs", "Formats", "Files", "Analysis"]),
        ("Reports", ["Runs", "Formats", "Files", "Analysis"]),
    ];

    [Fact]
    public void Arrows_of_the_machine_go_one_way() => Holds("Machine", s_machine);

    [Fact]
    public void Arrows_of_the_traces_go_one_way() => Holds("Traces", s_traces);

    [Fact]
    public void Folders_of_the_machine_form_no_cycle_of_more_than_four_and_at_most_seventy_arrows()
    {
        SortedDictionary<(string From, string To), string> arrows = SourceTree.Arrows("Machine", folder => folder);

        IReadOnlyList<string> cycle = SourceTree.LargestCycle(arrows.Keys);
        Assert.True(cycle.Count <= 4, string.Join(", ", cycle));
        Assert.True(arrows.Count <= 70, $"{arrows.Count} " +
            $"arrows:\n{string.Join('\n', arrows.Select(arrow => $"{arrow.Key}: {arrow.Value}"))}");
    }

    [Fact]
    public void Every_format_of_a_trace_knows_the_shared_part_alone()
    {
        SortedDictionary<(string From, string To), string> arrows = SourceTree.Arrows("Traces", folder =>
            folder.StartsWith("Traces/Formats/", StringComparison.Ordinal) ? folder : null);

        Assert.Empty(arrows);
    }

    private static void Holds(string project, (string Room, string[] Knows)[] rooms)
    {
        // The first folder below the project is the room.
        SortedDictionary<(string From, string To),
            string> arrows = SourceTree.Arrows(project, folder => folder.Split('/').ElementAtOrDefault(1));
        Dictionary<string, string[]> allowed = rooms.ToDictionary(room => room.Room, room => room.Knows);

        Assert.NotEmpty(arrows);
        IEnumerable<string> wrong = arrows.Where(arrow => !allowed.GetValueOrDefault(arrow.Key.From, []).Contains(arrow.Key.To))
            .Select(arrow => $"{arrow.Key.From} -> {arrow.Key.To}: {arrow.Value}");
        Assert.Empty(wrong);
    }
}
