using FsCheck;
using FsCheck.Fluent;
using Tickstorm.Engine;
using Tickstorm.Engine.Window;

namespace Tickstorm.Tests.Engine;

/// <summary>The one total order.</summary>
public class EventOrderTests
{
    private static readonly Arbitrary<Message[]> s_distinct = Gen.Choose(0, 3).Select(x => (long)x)
        .SelectMany(time => Gen.Choose(0, 5), (time, source) => (Time: time, Source: source))
        .ListOf().Select(
            list => list.Select((m, i) => new Message { Time = m.Time, Source = m.Source, Sequence = (uint)i, A = i }).ToArray())
            .ToArbitrary();

    [Fact]
    public void Time_comes_before_source_and_source_before_sequence()
    {
        Message first = new() { Time = 1, Source = 9, Sequence = 9 };
        Message second = new() { Time = 2, Source = 3, Sequence = 7 };
        Message third = new() { Time = 2, Source = 4, Sequence = 1 };
        Message fourth = new() { Time = 2, Source = 4, Sequence = 2 };
        Message[] sorted = [fourth, second, third, first];
        Array.Sort(sorted, EventOrder.Instance);
        Assert.Equal([first, second, third, fourth], sorted);
    }

    [Fact]
    public void It_is_total_and_antisymmetric() => Check.QuickThrowOnFailure(Prop.ForAll(s_distinct, messages =>
        messages.All(a => messages.All(b =>
            Math.Sign(EventOrder.Compare(in a, in b)) == -Math.Sign(EventOrder.Compare(in b, in a))
                && (EventOrder.Compare(in a, in b) == 0) == (a.Sequence == b.Sequence)))));

    [Fact]
    public void An_inbox_gives_the_same_order_however_messages_arrive() => Check.QuickThrowOnFailure(Prop.ForAll(
        s_distinct, Gen.Choose(0, int.MaxValue).ToArbitrary(), (messages, seed) =>
        {
            Message[] shuffled = [.. messages];
            new Random(seed).Shuffle(shuffled);
            Inbox ordered = default, mixed = default;
            foreach (Message m in messages) ordered.Insert(in m);
            foreach (Message m in shuffled) mixed.Insert(in m);
            return mixed.InOrder().SequenceEqual(ordered.InOrder())
                && mixed.InOrder().SequenceEqual(messages.Order(EventOrder.Instance).ToArray());
        }));

    [Fact]
    public void Taking_messages_back_leaves_the_others_in_order() => Check.QuickThrowOnFailure(Prop.ForAll(
        s_distinct, Gen.Choose(0, int.MaxValue).ToArbitrary(), (messages, seed) =>
        {
            Message[] shuffled = [.. messages];
            new Random(seed).Shuffle(shuffled);
            Inbox inbox = default;
            foreach (Message m in messages) inbox.Insert(in m);
            foreach (Message m in shuffled[..(messages.Length / 2)]) inbox.Remove(in m);
            return inbox.InOrder().SequenceEqual(shuffled[(messages.Length / 2)..].Order(EventOrder.Instance).ToArray());
        }));

    [Fact]
    public void More_messages_than_are_sorted_as_they_come_are_still_in_order()
    {
        Message[] messages =
            [.. Enumerable.Range(0, 500).Select(i => new Message { Time = i * 7919 % 50, Source = i % 7, Sequence = (uint)i })];
        Inbox inbox = default;
        foreach (Message m in messages) inbox.Insert(in m);
        Assert.Equal(messages.Order(EventOrder.Instance), inbox.InOrder().ToArray());
        Assert.Equal(messages.Count(m => m.Time < 20), inbox.Consume(20));
        Assert.Equal(20, inbox.FirstTime());
    }

    [Fact]
    public void A_message_that_was_never_sent_cannot_be_taken_back()
    {
        Inbox inbox = default;
        inbox.Insert(new Message { Time = 5, Source = 1, Sequence = 2, A = 3 });
        Assert.Throws<BrokenRunException>(() =>
        {
            Inbox copy = inbox;
            copy.Remove(new Message { Time = 5, Source = 1, Sequence = 2, A = 4 });
        });
    }
}
