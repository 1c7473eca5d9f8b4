using System.Globalization;
using System.Text;
using Tickstorm.Traces.Formats;

namespace Tickstorm.Traces.Analysis.Captures;

/// <summary>The masks of CPUs in events: hexadecimal words ("00000000,0000000e"; the kernel's %*pb) or a list ("1-3,7"; libtraceevent).
/// </summary>
internal static class CpuMask
{
    private const int MostCpus = 4_096;

    /// <summary>The CPUs of a mask; none where it is neither.</summary>
    public static IReadOnlyList<int> Of(ReadOnlySpan<byte> mask)
    {
        string text = Encoding.Latin1.GetString(mask);
        string[] words = text.Split(',');
        bool isHex = !text.Contains('-', StringComparison.Ordinal)
            && (words[^1].Length == 8 || text.Any(char.IsAsciiLetter) || (text.Length > 1 && text[0] == '0'));
        return isHex ? Hex(words) : List(words);
    }

    private static List<int> Hex(string[] words)
    {
        List<int> cpus = [];
        for (int i = words.Length - 1, first = 0; i >= 0 && cpus.Count < MostCpus; i--, first += 32)
        {
            if (!uint.TryParse(words[i], NumberStyles.HexNumber, CultureInfo.InvariantCulture, out uint bits)) return [];
            for (int bit = 0; bit < 32; bit++)
            {
                if ((bits >> bit & 1) != 0 && first + bit < CaptureGuard.MostCpus) cpus.Add(first + bit);
            }
        }

        return cpus;
    }

    private static List<int> List(string[] words)
    {
        List<int> cpus = [];
        foreach (string word in words)
        {
            int dash = word.IndexOf('-', StringComparison.Ordinal);
            if (!int.TryParse(dash < 0 ? word : word[..dash], NumberStyles.None, CultureInfo.InvariantCulture, out int first)) return [];
            int last = first;
            if (dash >= 0 && !int.TryParse(word[(dash + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out last)) return [];
            for (int cpu = first; cpu <= last && cpu < CaptureGuard.MostCpus && cpus.Count < MostCpus; cpu++) cpus.Add(cpu);
        }

        return cpus;
    }
}
