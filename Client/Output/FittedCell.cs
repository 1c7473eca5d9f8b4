namespace Tickstorm.Client.Output;

/// <summary>A cell of a <see cref="FittedTable"/>.</summary>
/// <param name="Text">What it says.</param>
/// <param name="Colour">Its colour; null for the terminal's own.</param>
internal sealed record FittedCell(string Text, string? Colour = null)
{
    /// <summary>Colours for each character in place of one for all.</summary>
    public Func<char, string>? ColourOf { get; init; }

    /// <summary>The cell for Spectre.</summary>
    public string Markup => ColourOf is { } of
        ? string.Concat(Text.Select(c => $"[{of(c)}]{Consoles.Escape(c.ToString())}[/]"))
        : Colour is null ? Consoles.Escape(Text) : $"[{Colour}]{Consoles.Escape(Text)}[/]";

    public static implicit operator FittedCell(string text) => new(text);
}
