using Tickstorm.Client.Options;
using Tickstorm.Client.Running;
using Tickstorm.Client.Shell;
using Tickstorm.Scenarios;

namespace Tickstorm.Client.Sweeps;

/// <summary>One combination of values.</summary>
/// <param name="Values">One value per axis.</param>
/// <param name="Scenario">The scenario with those values.</param>
internal sealed record SweepPoint(IReadOnlyList<string> Values, Scenario Scenario)
{
    private const int Most = 100_000;

    /// <summary>The points of some axes, the first axis slowest; each is checked before anything is run.</summary>
    public static IReadOnlyList<SweepPoint> Of(Scenario scenario, IReadOnlyList<SweepAxis> axes)
    {
        IEnumerable<SweepPoint> points = [new SweepPoint([], scenario)];
        if (axes.Aggregate(1.0, (count, axis) => count * axis.Values.Count) > Most)
            throw new BadInputException($"The sweep has more than {Most} points.");
        foreach (SweepAxis axis in axes)
        {
            points = points.SelectMany(p => axis.Values.Select(v =>
                new SweepPoint([.. p.Values, v], OverrideOptions.Change(p.Scenario, axis.Key, v, $"--over {axis.Name}={v}")))).ToArray();
        }

        return [.. points.Select(p => p with { Scenario = OverrideOptions.Checked(p.Scenario, "--over " + Label(axes, p.Values)) })];
    }

    /// <summary>The point in words, as in cpus=4 hz=1000.</summary>
    public static string Label(IReadOnlyList<SweepAxis> axes, IReadOnlyList<string> values) =>
        string.Join(' ', axes.Zip(values, (axis, value) => $"{axis.Name}={value}"));
}

/// <summary>A point and what its designs did.</summary>
/// <param name="Values">One value per axis.</param>
/// <param name="Experiment">The outcomes.</param>
internal sealed record SweepResult(IReadOnlyList<string> Values, Experiment Experiment);
