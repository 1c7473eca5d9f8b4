using System.Runtime.CompilerServices;

namespace Tickstorm.Processes.Cores;

/// <summary>
/// Where the parts of a machine's cores lie. Each core is one run of words: the <see cref="Core"/> that all have, and behind it those
/// parts that the machine's workload and design ask for; what is saved of it, and what a million of them take, is no more than that.
/// </summary>
internal sealed class CoreLayout
{
    private const int Word = sizeof(ulong);

    private readonly List<IPart> _parts = [];
    private int _bytes;

    /// <summary>The layout of cores with these parts.</summary>
    public CoreLayout(
        bool hasLife, bool nests, bool works, bool isCalled, bool counts, bool hasHrtimer, bool isStolenFrom, bool watches, bool hasJob,
        bool calls, int queueWords, bool broadcasts, bool exits, bool hasGuest, int inheritedWords, bool hasVectors, bool countsDevices,
        bool isHosted, bool misses)
    {
        Add<Core>(true);
        // The life of a core that has one is where Life.Of looks for it.
        Add<Life>(hasLife);
        NestAt = Add<Nest>(nests);
        TimesAt = Add<WorkTimes>(works);
        CallersAt = Add<Callers>(isCalled);
        CountsAt = Add<Counts>(counts);
        HrtimerAt = Add<Hrtimer>(hasHrtimer);
        StealAt = Add<Steal>(isStolenFrom);
        WatchAt = Add<Watch>(watches);
        JobAt = Add<Job>(hasJob);
        CallsAt = Add<CallState>(calls);
        QueueAt = AddWords(queueWords);
        BroadcastAt = Add<Broadcasting>(broadcasts);
        HostingAt = Add<Hosting>(isHosted);
        MissedAt = Add<Missed>(misses);
        ExitsAt = Add<ExitCounts>(exits);
        GuestAt = Add<GuestState>(hasGuest);
        InheritedAt = AddWords(inheritedWords);
        VectorsAt = Add<VectorTable>(hasVectors);
        DeviceCountsAt = Add<DeviceCounts>(countsDevices);
    }

    private interface IPart
    {
        void Write(BinaryWriter writer, ulong[] words, int first);

        void Read(BinaryReader reader, ulong[] words, int first);
    }

    /// <summary>Offsets of the parts, bytes from the core; -1 for one that is not there.</summary>
    public nint NestAt { get; }

    /// <inheritdoc cref="NestAt"/>
    public nint TimesAt { get; }

    /// <inheritdoc cref="NestAt"/>
    public nint CallersAt { get; }

    /// <inheritdoc cref="NestAt"/>
    public nint CountsAt { get; }

    /// <inheritdoc cref="NestAt"/>
    public nint HrtimerAt { get; }

    /// <inheritdoc cref="NestAt"/>
    public nint StealAt { get; }

    /// <inheritdoc cref="NestAt"/>
    public nint WatchAt { get; }

    /// <inheritdoc cref="NestAt"/>
    public nint JobAt { get; }

    /// <inheritdoc cref="NestAt"/>
    public nint CallsAt { get; }

    /// <inheritdoc cref="NestAt"/>
    public nint QueueAt { get; }

    /// <inheritdoc cref="NestAt"/>
    public nint BroadcastAt { get; }

    /// <inheritdoc cref="NestAt"/>
    public nint HostingAt { get; }

    /// <inheritdoc cref="NestAt"/>
    public nint MissedAt { get; }

    /// <inheritdoc cref="NestAt"/>
    public nint ExitsAt { get; }

    /// <inheritdoc cref="NestAt"/>
    public nint GuestAt { get; }

    /// <inheritdoc cref="NestAt"/>
    public nint InheritedAt { get; }

    /// <inheritdoc cref="NestAt"/>
    public nint VectorsAt { get; }

    /// <inheritdoc cref="NestAt"/>
    public nint DeviceCountsAt { get; }

    /// <summary>Words of a core.</summary>
    public int Words => _bytes / Word;

    /// <summary>Writes the core that begins at a word.</summary>
    public void Write(BinaryWriter writer, ulong[] words, int first)
    {
        foreach (IPart part in _parts) part.Write(writer, words, first);
    }

    /// <summary>Reads the core that begins at a word.</summary>
    public void Read(BinaryReader reader, ulong[] words, int first)
    {
        foreach (IPart part in _parts) part.Read(reader, words, first);
    }

    private nint Add<T>(bool isThere)
        where T : unmanaged
    {
        if (!isThere) return -1;
        int at = _bytes;
        _parts.Add(new Part<T>(at / Word));
        _bytes += (Unsafe.SizeOf<T>() + Word - 1) / Word * Word;
        return at;
    }

    private nint AddWords(int count)
    {
        if (count == 0) return -1;
        int at = _bytes;
        _parts.Add(new WordsPart(at / Word, count));
        _bytes += count * Word;
        return at;
    }

    private sealed class WordsPart(int word, int count) : IPart
    {
        public void Write(BinaryWriter writer, ulong[] words, int first)
        {
            for (int i = 0; i < count; i++) writer.Write(words[first + word + i]);
        }

        public void Read(BinaryReader reader, ulong[] words, int first)
        {
            for (int i = 0; i < count; i++) words[first + word + i] = reader.ReadUInt64();
        }
    }

    private sealed class Part<T>(int word) : IPart
        where T : unmanaged
    {
        public void Write(BinaryWriter writer, ulong[] words, int first) =>
            Engine.StructBytes.Write(writer, ref Unsafe.As<ulong, T>(ref words[first + word]));

        public void Read(BinaryReader reader, ulong[] words, int first) =>
            Engine.StructBytes.Read(reader, ref Unsafe.As<ulong, T>(ref words[first + word]));
    }
}
