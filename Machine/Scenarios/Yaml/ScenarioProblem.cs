namespace Tickstorm.Scenarios.Yaml;

/// <summary>One thing wrong with a scenario: where, what, and what would be right.</summary>
/// <param name="Source">The file's name, or the option that gave the value.</param>
/// <param name="Line">The line, from 1; 0 when the source has no lines.</param>
/// <param name="Column">The column, from 1; 0 when the source has no lines.</param>
/// <param name="Message">What is wrong and what would be right.</param>
public sealed record ScenarioProblem(string Source, int Line, int Column, string Message)
{
    /// <summary>The problem in the form of a compiler's message.</summary>
    public override string ToString() => Line == 0 ? $"{Source}: {Message}" : $"{Source}:{Line}:{Column}: {Message}";
}
