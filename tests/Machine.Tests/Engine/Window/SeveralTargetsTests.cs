using Tickstorm.Engine;
using Tickstorm.Engine.Window;

namespace Tickstorm.Tests.Engine.Window;

/// <summary>A record to several processes travels as one, and whoever has its receivers expands it.</summary>
public class SeveralTargetsTests
{
    private static readonly ProcessRanges s_ranges = new([0, 4, 8]);

    private static Message Record(long time, long a) =>
        new() { Time = time, Source = 1, Sequence = 7, Target = Message.Several, Kind = 3, A = a };

    [Fact]
    public void One_record_goes_to_each_owner_and_each_receiver_gets_its_own_message()
    {
        WindowBlock mine = new(s_ranges, 0, null, new ToAll()), other = new(s_ranges, 1, null, new ToAll());
        mine.SetNext(1, 0);
        Assert.Equal([1], mine.TakeDue(100));
        mine.Answer(1, [Record(10, a: 5)], [], 1, long.MaxValue);
        IReadOnlyList<SenderList> here = mine.TakeBatch(0), there = other.TakeBatch(1).Count == 0 ? mine.TakeBatch(1) : [];
        Assert.Equal([Record(10, 5)], Assert.Single(here).Messages);
        Assert.Equal([Record(10, 5)], Assert.Single(there).Messages);
        mine.Apply(here, 100);
        Assert.Equal(10, other.Apply(there, 100));
        Assert.Empty(mine.InboxBefore(1, 100));
        Assert.All((int[])[0, 2, 3], p => Assert.Equal((p, 10 + p, 5), Of(mine.InboxBefore(p, 100))));
        Assert.All((int[])[4, 5, 6, 7], p => Assert.Equal((p, 10 + p, 5), Of(other.InboxBefore(p, 100))));
        Assert.Equal((3, 4), (mine.Undelivered, other.Undelivered));
    }

    [Fact]
    public void What_replaces_it_takes_back_every_message_of_it()
    {
        WindowBlock mine = new(s_ranges, 0, null, new ToAll()), other = new(s_ranges, 1, null, new ToAll());
        mine.SetNext(1, 0);
        mine.TakeDue(100);
        mine.Answer(1, [Record(10, a: 5)], [], 1, long.MaxValue);
        other.Apply(mine.TakeBatch(1), 100);
        mine.Answer(1, [Record(20, a: 6)], [], 1, long.MaxValue);
        Assert.Equal(10, other.Apply(mine.TakeBatch(1), 100));
        Assert.All((int[])[4, 5, 6, 7], p => Assert.Equal((p, 20 + p, 6), Of(other.InboxBefore(p, 100))));
        mine.Answer(1, [], [], 1, long.MaxValue);
        other.Apply(mine.TakeBatch(1), 100);
        Assert.Equal(0, other.Undelivered);
    }

    private static (int Target, long Time, long A) Of(Message[] inbox)
    {
        Message message = Assert.Single(inbox);
        return (message.Target, message.Time, message.A);
    }

    // To all but the sender, a nanosecond later for each.
    private sealed class ToAll : ILinks
    {
        public long MinLookaheadNs => 1;

        public (int First, int End) ReachOf(in Message record) => (0, 8);

        public void Expand(in Message record, int first, int end, List<Message> messages)
        {
            for (int target = first; target < end; target++)
                if (target != record.Source) messages.Add(record with { Target = target, Time = record.Time + target });
        }
    }
}
