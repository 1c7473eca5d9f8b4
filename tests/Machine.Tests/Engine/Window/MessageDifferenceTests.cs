using FsCheck;
using FsCheck.Fluent;
using Tickstorm.Engine;
using Tickstorm.Engine.Window;

namespace Tickstorm.Tests.Engine.Window;

public class MessageDifferenceTests
{
    // Few different messages, so that heads and tails are often the same.
    private static readonly Arbitrary<Message[]> s_lists =
        Gen.Choose(0, 3).Select(time => new Message { Time = time, Source = 1 }).ArrayOf().ToArbitrary();

    [Fact]
    public void Taking_out_and_putting_in_gives_the_new_list() => Check.QuickThrowOnFailure(Prop.ForAll(s_lists, s_lists, (was, now) =>
    {
        MessageDifference difference = new(was, now);
        List<long> list = [.. was.Select(message => message.Time)];
        foreach (ref readonly Message message in difference.Removed) list.Remove(message.Time);
        foreach (ref readonly Message message in difference.Inserted) list.Add(message.Time);
        return list.Order().SequenceEqual(now.Select(message => message.Time).Order());
    }));

    [Fact]
    public void A_list_does_not_differ_from_itself() => Check.QuickThrowOnFailure(Prop.ForAll(s_lists, list =>
    {
        MessageDifference difference = new(list, [.. list]);
        return difference.Removed.IsEmpty && difference.Inserted.IsEmpty;
    }));

    [Fact]
    public void One_change_in_the_middle_of_a_long_list_travels_alone() => Check.QuickThrowOnFailure(Prop.ForAll(
        Gen.Choose(0, 99).ToArbitrary(), at =>
        {
            Message[] was = [.. Enumerable.Range(0, 100).Select(i => new Message { Time = i, Sequence = (uint)i })];
            Message[] now = [.. was];
            now[at].B = 1;
            MessageDifference difference = new(was, now);
            return difference.Removed.SequenceEqual(was.AsSpan(at, 1)) && difference.Inserted.SequenceEqual(now.AsSpan(at, 1));
        }));
}
