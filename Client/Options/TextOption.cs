using System.CommandLine;
using Tickstorm.Client.Shell;

namespace Tickstorm.Client.Options;

/// <summary>An option whose text stands for a value.</summary>
/// <param name="name">Its name with the dashes.</param>
/// <param name="helpName">What its value is called in the help.</param>
/// <param name="description">Its help.</param>
/// <param name="right">What its value may be, for the refusal of another one.</param>
internal abstract class TextOption<T>(string name, string helpName, string description, string right)
{
    private readonly Option<string?> _option = new(name) { Description = description, HelpName = helpName };

    /// <summary>Adds the option to a command.</summary>
    public void AddTo(Command command) => command.Add(_option);

    /// <summary>Takes the chosen value; false when none was chosen.</summary>
    /// <exception cref="BadInputException">The text stands for none.</exception>
    protected bool TryChosen(ParseResult parsed, out T value)
    {
        value = default!;
        if (parsed.GetValue(_option) is not { } text) return false;
        return TryRead(text, out value) ? true : throw new BadInputException($"{name} has \"{text}\"; {right} was expected");
    }

    /// <summary>What a text stands for; false when for nothing.</summary>
    protected abstract bool TryRead(string text, out T value);
}
