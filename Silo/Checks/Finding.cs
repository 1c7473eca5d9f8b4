namespace Tickstorm.Silo.Checks;

/// <summary>What came of trying one thing.</summary>
/// <param name="What">The thing, in a word.</param>
/// <param name="IsRight">It will do.</param>
/// <param name="Text">What was seen, or why it will not do.</param>
internal sealed record Finding(string What, bool IsRight, string Text);
