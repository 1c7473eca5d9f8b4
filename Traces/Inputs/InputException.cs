namespace Tickstorm.Traces.Inputs;

/// <summary>An input that cannot be used: which, where, what is wrong, what would be right.</summary>
public sealed class InputException : IOException
{
    /// <summary>A fault at <paramref name="place"/> ("line 12", "offset 64") of <paramref name="input"/>.</summary>
    public InputException(string input, string place, string wrong, string right)
        : base($"{input}: {place}: {wrong}; {right}")
    {
    }

    /// <summary>A fault of the whole input.</summary>
    public InputException(string input, string wrong, string right)
        : base($"{input}: {wrong}; {right}")
    {
    }
}
