using System.CommandLine;
using Tickstorm.Client.Library;
using Tickstorm.Client.Shell;
using Tickstorm.Kernel.Designs;
using Tickstorm.Scenarios;

namespace Tickstorm.Client.Options;

/// <summary>--designs a,b: which designs are compared.</summary>
internal sealed class DesignsOption
{
    private readonly Option<string?> _designs = new("--designs", "--design")
    {
        Description = "The designs to compare, with commas, as in irq0-edge@local,vmi-percpu; all for all of them", HelpName = "a,b",
    };

    /// <summary>Adds the option to a command.</summary>
    public DesignsOption AddTo(Command command)
    {
        command.Add(_designs);
        return this;
    }

    /// <summary>The designs chosen: the option's, else the scenario's, else all.</summary>
    public IReadOnlyList<string> Of(ParseResult parsed, Scenario scenario)
    {
        if (parsed.GetValue(_designs) is not { } text) return scenario.Designs.Count > 0 ? scenario.Designs : DesignCatalog.Names;
        string[] names = [.. text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Distinct()];
        if (names is ["all"]) return DesignCatalog.Names;
        if (names.Length == 0) throw new BadInputException("--designs names no design; it must be a list such as irq0-edge,vmi-percpu");
        string[] problems = [.. names.Select(name => DesignLibrary.Problem(name, scenario)).OfType<string>()];
        return problems.Length == 0 ? names : throw BadInputException.Of(problems.Select(p => "--designs: " + p));
    }
}
