using System.Globalization;

namespace Tickstorm.Scenarios;

/// <summary>A version of Linux, as in 2.6.24, 6.1 or 5.15.135; versions compare part by part.</summary>
/// <remarks>A stable release is taken as its mainline version: what was ported back to it is not known here.</remarks>
public readonly record struct KernelVersion : IComparable<KernelVersion>
{
    // The last release before each change of the leading number; the next ones are not out.
    private static readonly (int Major, int LastMinor)[] s_closed = [(3, 19), (4, 20), (5, 19), (6, 19)];

    private const int LastOf26 = 39;
    private const int LargestPart = 999;

    private readonly int _major, _minor, _patch, _fourth;

    private KernelVersion(int major, int minor, int patch, int fourth) => (_major, _minor, _patch, _fourth) = (major, minor, patch, fourth);

    /// <summary>The oldest that is modelled: i386 has clock events, one-shot ticks and the VMI timer from here on.</summary>
    public static KernelVersion Oldest { get; } = new(2, 6, 21, 0);

    /// <summary>The kernel of the question of 2007 as its source was merged.</summary>
    public static KernelVersion V2624 { get; } = new(2, 6, 24, 0);

    /// <summary>What a version must look like, for messages.</summary>
    public static string Expected => $"a version of Linux from {Oldest}, as in 2.6.24 or 6.1";

    /// <summary>The version of a text such as 2.6.24, 6.1 or 6.1.20.</summary>
    /// <exception cref="FormatException">It is none, is older than <see cref="Oldest"/>, or was never released.</exception>
    public static KernelVersion Parse(string text) =>
        TryParse(text, out KernelVersion version) ? version : throw new FormatException($"\"{text}\" is not {Expected}.");

    /// <summary>The version of a text, when there is one.</summary>
    public static bool TryParse(string text, out KernelVersion version)
    {
        ArgumentNullException.ThrowIfNull(text);
        version = default;
        string[] words = text.Split('.');
        if (words.Length is < 2 or > 4) return false;
        int[] parts = new int[4];
        for (int i = 0; i < words.Length; i++)
        {
            bool number = int.TryParse(words[i], NumberStyles.None, CultureInfo.InvariantCulture, out parts[i]);
            if (!number || parts[i] > LargestPart || words[i].Length > 1 && words[i][0] == '0') return false;
        }

        version = new KernelVersion(parts[0], parts[1], parts[2], parts[3]);
        return version >= Oldest && version.WasReleased && (words.Length < 4 || parts[0] == 2);
    }

    /// <inheritdoc/>
    public int CompareTo(KernelVersion other) =>
        (_major, _minor, _patch, _fourth).CompareTo((other._major, other._minor, other._patch, other._fourth));

    /// <inheritdoc/>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{_major}.{_minor}{(_patch > 0 ? $".{_patch}" : "")}{(_fourth > 0 ? $".{_fourth}" : "")}");

    /// <summary>Older.</summary>
    public static bool operator <(KernelVersion left, KernelVersion right) => left.CompareTo(right) < 0;

    /// <summary>Younger.</summary>
    public static bool operator >(KernelVersion left, KernelVersion right) => left.CompareTo(right) > 0;

    /// <summary>Older or the same.</summary>
    public static bool operator <=(KernelVersion left, KernelVersion right) => left.CompareTo(right) <= 0;

    /// <summary>Younger or the same.</summary>
    public static bool operator >=(KernelVersion left, KernelVersion right) => left.CompareTo(right) >= 0;

    private bool WasReleased
    {
        get
        {
            if (_major == 2) return _minor == 6 && _patch <= LastOf26;
            foreach ((int major, int last) in s_closed)
            {
                if (_major == major) return _minor <= last;
            }

            return _major > 6;
        }
    }
}
