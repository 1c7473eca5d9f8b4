namespace Tickstorm.Client.Output;

/// <summary>A column of a <see cref="FittedTable"/>.</summary>
/// <param name="Heading">Its heading, which no other column has.</param>
/// <param name="Rank">Which columns a narrow terminal shows: lower ones first, 0 always.</param>
/// <param name="IsText">True for text, which may be folded at blanks; a figure is whole or not there.</param>
/// <param name="IsLeft">True for what stands at the left of its column though it may not be folded.</param>
internal sealed record FittedColumn(string Heading, int Rank = 0, bool IsText = false, bool IsLeft = false);
