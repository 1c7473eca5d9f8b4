using FsCheck;
using FsCheck.Fluent;
using Tickstorm.Engine;
using Tickstorm.Engine.Window;

namespace Tickstorm.Tests.Engine.Window;

public class InboxTests
{
    // Time does not go back: what is consumed stays consumed, as in windows.
    [Fact]
    public void It_holds_what_a_sorted_set_holds() => Check.QuickThrowOnFailure(Prop.ForAll(
        Gen.Choose(0, int.MaxValue).ToArbitrary(), Gen.Elements(5, 40, 200).ToArbitrary(), (seed, size) =>
        {
            Random random = new(seed);
            Inbox inbox = default;
            SortedSet<Message> expected = new(EventOrder.Instance);
            long now = 0;
            uint sequence = 0;
            for (int turn = 0; turn < 200; turn++)
            {
                switch (random.Next(4))
                {
                    case 0 when expected.Count > 0:
                        Message gone = expected.ElementAt(random.Next(expected.Count));
                        expected.Remove(gone);
                        if (random.Next(2) == 0) inbox.Remove(in gone);
                        else inbox.RemoveInOrder(in gone);
                        break;
                    case 1 when random.Next(10) == 0:
                        now += random.Next(50);
                        if (inbox.Consume(now) != expected.RemoveWhere(message => message.Time < now)) return false;
                        break;
                    default:
                        for (int more = random.Next(size); more >= 0 && expected.Count < 2 * size; more--)
                        {
                            Message message = new() { Time = now + random.Next(100), Source = random.Next(4), Sequence = sequence++ };
                            expected.Add(message);
                            if (turn % 3 > 0) inbox.Insert(in message);
                            else inbox.InsertInOrder(in message);
                        }

                        break;
                }

                long first = expected.Count > 0 ? expected.Min.Time : long.MaxValue;
                if (inbox.Count != expected.Count || inbox.FirstTime() != first) return false;
                if (random.Next(3) == 0 && !inbox.InOrder().SequenceEqual(expected.ToArray())) return false;
            }

            return true;
        }));
}
