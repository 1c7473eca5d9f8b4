using Tickstorm.Client.Options;
using Tickstorm.Client.Running;
using Tickstorm.Client.Shell;
using Tickstorm.Scenarios;
using Tickstorm.Scenarios.Yaml;
using Tickstorm.Simulation;

namespace Tickstorm.Client.Sweeps;

/// <summary>What is looked for: the first value of a key at which a design meets a condition.</summary>
/// <param name="Name">The key's name as given.</param>
/// <param name="Key">The key.</param>
/// <param name="Numbers">The key's numbers.</param>
/// <param name="Where">The condition.</param>
/// <param name="From">The first value looked at.</param>
/// <param name="To">The last.</param>
/// <param name="ToTheEnd">True when the range was given, so that its end is worth a run.</param>
internal sealed record CollapseQuestion(
    string Name, ScenarioKey Key, NumberRange Numbers, Condition Where, long From, long To, bool ToTheEnd)
{
    /// <summary>Reads --find, --where and --between.</summary>
    /// <exception cref="BadInputException">One of them is not as it must be.</exception>
    public static CollapseQuestion Parse(string name, string? where, string? between)
    {
        IEnumerable<string> paths = ScenarioKeys.All.Where(k => k.Numbers is not null).Select(k => k.Path);
        ScenarioKey key = ScenarioKeys.Find(name)
            ?? throw new BadInputException(
                $"--find: there is no key \"{name}\"{NearestWord.Hint(name, ScenarioKeys.ShortNames.Keys.Concat(paths))}");
        if (key.Numbers is not { } numbers)
            throw new BadInputException($"--find: {key.Path} is no number; a number or a duration can be found");
        if (where is null) throw new BadInputException("--find needs --where, as in --where 'lost > 0'");
        Condition condition = Condition.Parse(where);
        if (between is null) return new(name, key, numbers, condition, Math.Max(1, numbers.Min), numbers.Max, false);
        string[] ends = between.Split("..", 2);
        if (ends.Length < 2 || !numbers.TryParse(ends[0], out long from) || !numbers.TryParse(ends[1], out long to) || from > to)
        {
            throw new BadInputException(
                $"--between is \"{between}\"; it must be FROM..TO within {numbers.Format(numbers.Min)}..{numbers.Format(numbers.Max)}");
        }

        return new(name, key, numbers, condition, from, to, true);
    }
}

/// <summary>Where one design meets the condition.</summary>
/// <param name="Design">The design.</param>
/// <param name="First">The first value at which it does; null when it does at none that was looked at.</param>
/// <param name="At">The figure there, or at the last value looked at when there is no such value.</param>
/// <param name="Before">The figure at the value before; null when there is none.</param>
/// <param name="Runs">How many values were run.</param>
/// <param name="Against">Values that say that the condition does not hold from the first on, and nowhere before.</param>
/// <param name="Reason">Why the design was not run; null when it was.</param>
/// <param name="Last">The value that <paramref name="At"/> belongs to.</param>
internal sealed record CollapsePoint(
    string Design, long? First, Estimate? At, Estimate? Before, int Runs, IReadOnlyList<long> Against, string? Reason, long Last)
{
    /// <summary>True when nothing speaks against it; null when there is nothing to say.</summary>
    public bool? IsMonotone => First is null ? null : Against.Count == 0;
}

/// <summary>Finds, for each design, the first value of a key at which it meets a condition.</summary>
internal static class CollapseSearch
{
    /// <summary>The points, one a design; fewer when interrupted.</summary>
    public static IReadOnlyList<CollapsePoint> Run(
        ClientContext context, Scenario scenario, CollapseQuestion question, IReadOnlyList<string> designs, EngineOptions options,
        int seeds)
    {
        List<CollapsePoint> points = [];
        foreach (string design in designs)
        {
            if (Find(context, scenario with { Designs = [design] }, question, design, options, seeds) is not { } point) break;
            points.Add(point);
        }

        return points;
    }

    private static CollapsePoint? Find(
        ClientContext context, Scenario scenario, CollapseQuestion question, string design, EngineOptions options, int seeds)
    {
        Dictionary<long, Estimate?> figures = [];
        string? reason = null;
        Bisection bisection = new(question.From, question.To, Holds);
        try
        {
            bisection.Run(question.ToTheEnd);
        }
        catch (OperationCanceledException)
        {
            return null;
        }

        long last = bisection.First ?? question.To;
        return new CollapsePoint(
            design, bisection.First, figures.GetValueOrDefault(last), figures.GetValueOrDefault(last - 1), bisection.Asked.Count,
            bisection.Against, bisection.First is null ? reason : null, last);

        bool Holds(long value)
        {
            string text = question.Numbers.Format(value), source = $"--find {question.Name}={text}";
            Scenario at = OverrideOptions.Checked(OverrideOptions.Change(scenario, question.Key, text, source), source);
            RunNeeds.Of([at], options, seeds).Announce(context);
            Experiment experiment = ExperimentRunner.Run(context, at, [design], options, seeds, label: $"{question.Name}={text}: ");
            if (!experiment.Complete) throw new OperationCanceledException(context.Cancel);
            reason = experiment.Designs[0].First.Reason;
            Estimate? figure = figures[value] = question.Where.Figure.Of(experiment.Designs[0]);
            return question.Where.Holds(figure?.Mean);
        }
    }
}
