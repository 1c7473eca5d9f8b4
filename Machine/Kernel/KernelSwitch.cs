using Tickstorm.Scenarios;

namespace Tickstorm.Kernel;

/// <summary>From a version on, a switch has a value.</summary>
/// <param name="From">The first version with it.</param>
/// <param name="Value">The value in words: yes, no, a number.</param>
/// <param name="Commit">The commit that made the change; null when it was not looked up.</param>
/// <param name="Known">
/// How the version is known: null when the sources on both sides were read, else what was not, marked [K] (from general knowledge).
/// </param>
public sealed record SwitchChange(KernelVersion From, string Value, string? Commit, string? Known);

/// <summary>Something that differs from one kernel version to another.</summary>
/// <param name="Name">A short name, as in maskCached.</param>
/// <param name="Meaning">One line.</param>
/// <param name="Read">File and function of the kernel that were read.</param>
/// <param name="IsSimulated">False when it is stated only: no figure depends on it.</param>
/// <param name="Changes">The values, oldest first; the first is that of <see cref="KernelVersion.Oldest"/>.</param>
public abstract record KernelSwitch(string Name, string Meaning, string Read, bool IsSimulated, IReadOnlyList<SwitchChange> Changes)
{
    /// <summary>The change that is in force in a version.</summary>
    public SwitchChange At(KernelVersion version) => Changes[IndexAt(version)];

    /// <summary>The index of the change that is in force in a version.</summary>
    protected int IndexAt(KernelVersion version)
    {
        int index = 0;
        while (index + 1 < Changes.Count && Changes[index + 1].From <= version) index++;
        return index;
    }
}

/// <summary>A switch with typed values.</summary>
public sealed record KernelSwitch<T> : KernelSwitch
{
    private readonly T[] _values;

    internal KernelSwitch(string name, string meaning, string read, bool simulated, Func<T, string> say, params Change[] changes)
        : base(name, meaning, read, simulated,
            [.. changes.Select(c => new SwitchChange(KernelVersion.Parse(c.From), say(c.Value), c.Commit, c.Known))]) =>
        _values = [.. changes.Select(c => c.Value)];

    /// <summary>The value in a version.</summary>
    public T Of(KernelVersion version) => _values[IndexAt(version)];

    /// <summary>A change as the table has it.</summary>
    internal readonly record struct Change(string From, T Value, string? Commit = null, string? Known = null);
}
