using Tickstorm.Tracing;

namespace Tickstorm.Traces.Runs;

/// <summary>
/// Follows who waits at the lines and locks of a run, and makes contentions of it. Memory is bounded by what waits and holds at a time.
/// </summary>
internal sealed class ContentionBook(IRunStory story)
{
    private readonly Dictionary<short, Place> _places = [];

    /// <summary>Takes a record; the member that it makes of its interrupt when that has waited, else null.</summary>
    public ContentionMember? Take(in TraceRecord record)
    {
        switch (record.Kind)
        {
            case TraceKind.LockWaitBegin when record.Interrupt != 0:
                At(record.Line).Waiting[(record.Cpu, record.Interrupt)] = record.Time;
                break;
            case TraceKind.LockWaitEnd when record.Interrupt != 0:
                return Acquired(At(record.Line), record);
            case TraceKind.InProgressSet:
                if (At(record.Line).Find(record) is { } runs) runs.InProgress = true;
                break;
            case TraceKind.InProgressCleared:
                if (At(record.Line).Find(record) is { } ran) Leave(At(record.Line), ran, record.Time);
                break;
            case TraceKind.Late or TraceKind.Dropped or TraceKind.HandlerEnter or TraceKind.HandlerExit or TraceKind.Returned:
                foreach (Place place in _places.Values) Goes(place, record);
                break;
            default:
                break;
        }

        return null;
    }

    /// <summary>The trace ends: whoever is inside leaves now, and who waits has waited.</summary>
    public void Finish(long nowNs)
    {
        foreach (Place place in _places.Values)
        {
            while (place.Inside.Count > 0) Leave(place, place.Inside[^1], nowNs);
            if (place.Current is not { } open) continue;
            open.Waiters += place.Waiting.Count;
            open.EndNs = Math.Max(open.EndNs, nowNs);
            End(place, open);
        }
    }

    private ContentionMember? Acquired(Place place, in TraceRecord record)
    {
        // Without a beginning it is one that spun on the line in between, and is inside already.
        if (!place.Waiting.Remove((record.Cpu, record.Interrupt), out long asked)) return null;
        // Of ioapic_lock the core hears when the section is over.
        long acquired = asked + Math.Clamp(record.Argument, 0, Math.Max(0, record.Time - asked));
        ContentionMember? member = place.Find(record);
        for (int i = place.Inside.Count - 1; i >= 0; i--)
        {
            ContentionMember other = place.Inside[i];
            if (!other.InProgress && other != member) Leave(place, other, acquired);
        }

        bool waited = record.Argument > 0;
        if (waited && place.Current is null) Begin(place, asked, record.Peer);
        // The holder that asks again, to end what it has in progress, is no waiter.
        if (member is null)
        {
            member = new ContentionMember
            {
                Line = record.Line, Cpu = record.Cpu, Interrupt = record.Interrupt, AskedNs = asked, AcquiredNs = acquired,
            };
            place.Inside.Add(member);
            if (waited) Join(place.Current!, member, record.Argument);
        }

        if (place.Current is { } current)
        {
            current.LongestQueue = Math.Max(current.LongestQueue, place.Waiting.Count + 1);
            if (place.Waiting.Count == 0) End(place, current);
        }

        place.Last = member;
        if (acquired < record.Time) Leave(place, member, record.Time);
        return member.Of is null ? null : member;
    }

    private static void Join(Contention contention, ContentionMember member, long waitedNs)
    {
        (member.Of, member.Number) = (contention, ++contention.Waiters);
        contention.Inside++;
        contention.LongestWaitNs = Math.Max(contention.LongestWaitNs, waitedNs);
    }

    private void Begin(Place place, long asked, int peer)
    {
        ContentionMember? holder = place.Inside.Find(member => member.Cpu == peer)
            ?? (place.Last is { } last && (last.Cpu == peer || peer < 0) && last.LeftNs > asked ? last : null);
        long start = place.Waiting.Count == 0 ? asked : Math.Min(asked, place.Waiting.Values.Min());
        if (holder is not null) start = Math.Max(start, holder.AcquiredNs);
        Contention begun = place.Current = new Contention { Line = place.Line, StartNs = start, EndNs = start };
        if (holder is null) return;
        // One that has waited in the contention before has a part in both.
        if (holder.Of is not null)
        {
            holder = holder.Then = new ContentionMember
            {
                Line = holder.Line, Cpu = holder.Cpu, Interrupt = holder.Interrupt, AskedNs = holder.AskedNs,
                AcquiredNs = holder.AcquiredNs, LeftNs = holder.LeftNs,
            };
        }

        (begun.Holder, holder.Of, holder.Number) = (holder, begun, 0);
        begun.Inside++;
        if (holder.LeftNs >= 0) Left(place, holder);
    }

    // The next step of an interrupt that has nothing in progress shows that it has left.
    private void Goes(Place place, in TraceRecord record)
    {
        if (place.Find(record) is not { } member) return;
        member.IsDropped |= record.Kind == TraceKind.Dropped;
        member.IsLate |= record.Kind == TraceKind.Late;
        if (record.Kind == TraceKind.Late || (member.InProgress && record.Kind != TraceKind.Returned)) return;
        if (record.Time > member.AcquiredNs) Leave(place, member, record.Time);
    }

    private void Leave(Place place, ContentionMember member, long nowNs)
    {
        place.Inside.Remove(member);
        member.LeftNs = Math.Max(nowNs, member.AcquiredNs + 1);
        Left(place, member);
        if (member.Then is not { } again) return;
        again.LeftNs = member.LeftNs;
        Left(place, again);
    }

    private void Left(Place place, ContentionMember member)
    {
        if (member.Of is not { } contention) return;
        if (member.Number > 0)
        {
            contention.Dropped += member.IsDropped ? 1 : 0;
            contention.Late += member.IsLate ? 1 : 0;
        }

        contention.EndNs = Math.Max(contention.EndNs, member.LeftNs);
        contention.Inside--;
        story.Left(member);
        if (place.Current != contention && contention.Inside == 0) story.Contention(contention);
    }

    // Nobody waits any more; it is told when the last has left.
    private void End(Place place, Contention contention)
    {
        place.Current = null;
        if (contention.Inside == 0) story.Contention(contention);
    }

    private Place At(short line)
    {
        if (!_places.TryGetValue(line, out Place? place)) _places[line] = place = new Place { Line = line };
        return place;
    }

    private sealed class Place
    {
        public required short Line { get; init; }

        public Dictionary<(int Cpu, long Interrupt), long> Waiting { get; } = [];

        /// <summary>Who has acquired it and not left: one, or two while one has the line in progress.</summary>
        public List<ContentionMember> Inside { get; } = [];

        public ContentionMember? Last { get; set; }

        public Contention? Current { get; set; }

        public ContentionMember? Find(in TraceRecord record)
        {
            foreach (ContentionMember member in Inside)
            {
                if (member.Cpu == record.Cpu && member.Interrupt == record.Interrupt) return member;
            }

            return null;
        }
    }
}
