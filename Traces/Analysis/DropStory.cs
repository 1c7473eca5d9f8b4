namespace Tickstorm.Traces.Analysis;

/// <summary>How the first tick was dropped: a table of what the holder and the victim did, with the line's flags and both APICs.</summary>
/// <param name="Victim">The CPU whose tick was dropped.</param>
/// <param name="Holder">The CPU in its way; null when there was none.</param>
/// <param name="Line">The line; null when there was none.</param>
/// <param name="TimeNs">When it was dropped.</param>
/// <param name="Reason">Why, from the closed list.</param>
/// <param name="Steps">What happened, in order.</param>
/// <param name="Ending">What became of the victim.</param>
public sealed record DropStory(
    int Victim, int? Holder, int? Line, long TimeNs, string Reason, IReadOnlyList<DropStep> Steps, string Ending);

/// <summary>One row of the story.</summary>
/// <param name="TimeNs">When.</param>
/// <param name="HolderDoes">What the holder does, or empty.</param>
/// <param name="VictimDoes">What the victim does, or empty.</param>
/// <param name="Flags">The line's flags after it: IP (in progress), PE (pending); "-" for none.</param>
/// <param name="HolderApic">IRR/ISR of the holder's vector, as 1/0.</param>
/// <param name="VictimApic">IRR/ISR of the victim's vector.</param>
/// <param name="VictimNext">What the victim's next event is.</param>
public sealed record DropStep(
    long TimeNs, string HolderDoes, string VictimDoes, string Flags, string HolderApic, string VictimApic, string VictimNext);
