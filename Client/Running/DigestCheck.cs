using Tickstorm.Client.Library;

namespace Tickstorm.Client.Running;

/// <summary>Holds the digests of a run against those of the result that it repeats.</summary>
internal static class DigestCheck
{
    /// <summary>One sentence for each design, and whether any digest is another one.</summary>
    public static (bool Differs, IReadOnlyList<string> Lines) Of(ResultFile before, Experiment experiment, bool changed)
    {
        if (changed) return (false, [$"Values were changed on the command line: digests are not held against {before.Path}."]);
        List<string> lines = [];
        bool differs = false;
        foreach (DesignOutcome outcome in experiment.Designs)
        {
            string[] then = before.Digests.GetValueOrDefault(outcome.Design, []), now = [.. outcome.Runs.Select(run => run.Digest)];
            if (then.Length == 0 || !experiment.Complete)
            {
                lines.Add($"{outcome.Design}: {before.Path} has no digest of a whole run to hold this one against.");
            }
            else if (then.SequenceEqual(now))
            {
                lines.Add($"{outcome.Design}: the same digest as in {before.Path} ({now[0]}).");
            }
            else
            {
                differs = true;
                lines.Add(
                    $"{outcome.Design}: another digest than in {before.Path}: {now[0]}, and {then[0]} there: another version made it, or " +
                    "the file was changed.");
            }
        }

        return (differs, lines);
    }
}
