using System.CommandLine;

namespace Tickstorm.Client.Options;

/// <summary>--allow-unsorted: a capture whose CPUs are not in the order of time is sorted in place of refused.</summary>
internal sealed class UnsortedOption
{
    private readonly Option<bool> _option = new("--allow-unsorted")
    {
        Description = "Sort a capture whose time runs backwards on a CPU; without it such a capture is refused",
    };

    /// <summary>Adds the option to a command.</summary>
    public UnsortedOption AddTo(Command command)
    {
        command.Add(_option);
        return this;
    }

    /// <summary>True when it was given.</summary>
    public bool Of(ParseResult parsed) => parsed.GetValue(_option);
}
