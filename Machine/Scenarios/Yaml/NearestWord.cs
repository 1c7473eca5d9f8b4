namespace Tickstorm.Scenarios.Yaml;

/// <summary>Finds the word that was probably meant.</summary>
public static class NearestWord
{
    /// <summary>The candidate nearest to <paramref name="word"/>, or null when none is near.</summary>
    public static string? Of(string word, IEnumerable<string> candidates)
    {
        ArgumentNullException.ThrowIfNull(word);
        ArgumentNullException.ThrowIfNull(candidates);
        if (word.Length > 64) return null;
        (string? best, int distance) = (null, Math.Max(2, word.Length / 3) + 1);
        foreach (string candidate in candidates)
        {
            int d = Distance(word.ToUpperInvariant(), candidate.ToUpperInvariant());
            if (d < distance) (best, distance) = (candidate, d);
        }

        return best;
    }

    /// <summary>"; did you mean X?", or nothing.</summary>
    public static string Hint(string word, IEnumerable<string> candidates) =>
        Of(word, candidates) is { } nearest ? $"; did you mean {nearest}?" : "";

    private static int Distance(string a, string b)
    {
        int[] row = [.. Enumerable.Range(0, b.Length + 1)];
        for (int i = 1; i <= a.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                int substituted = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(substituted, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[b.Length];
    }
}
