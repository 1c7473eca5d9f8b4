using Tickstorm.Tracing;

namespace Tickstorm.Tests.Tracing;

public class DropReasonTests
{
    [Fact]
    public void Every_reason_of_the_list_is_read_back_from_a_records_argument_and_nothing_else_is()
    {
        foreach (DropReason reason in Enum.GetValues<DropReason>())
        {
            Assert.NotEmpty(reason.Name());
            if (reason != DropReason.None) Assert.Equal(reason, DropReasons.Of((long)reason));
        }

        long[] others = [0, -1, Enum.GetValues<DropReason>().Length, 256 + (long)DropReason.IrrFull];
        Assert.All(others, argument => Assert.Null(DropReasons.Of(argument)));
    }
}
