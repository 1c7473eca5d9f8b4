using System.CommandLine;
using System.Globalization;
using Tickstorm.Client.Shell;

namespace Tickstorm.Client.Options;

/// <summary>--seeds K: repeat with K seeds.</summary>
internal sealed class SeedsOption
{
    private const int Most = 10_000;

    private readonly Option<string> _seeds = new("--seeds")
    {
        Description = "Repeat with this many seeds; report the mean and 95 % interval of every figure", DefaultValueFactory = _ => "1",
        HelpName = "count",
    };

    /// <summary>Adds the option to a command.</summary>
    public SeedsOption AddTo(Command command)
    {
        command.Add(_seeds);
        return this;
    }

    /// <summary>True when the option was given.</summary>
    public bool IsGiven(ParseResult parsed) => parsed.GetResult(_seeds) is { Implicit: false };

    /// <summary>The number of seeds.</summary>
    public int Of(ParseResult parsed)
    {
        string text = parsed.GetValue(_seeds)!;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int seeds) && seeds is >= 1 and <= Most) return seeds;
        throw new BadInputException($"--seeds is \"{text}\"; it must be a whole number from 1 to {Most}");
    }
}
