using Tickstorm.Client.Shell;
using Tickstorm.Client.Sweeps;

namespace Tickstorm.Tests.Sweeps;

public class SweepAxisTests
{
    [Theory]
    [InlineData("cpus=1..16x2", "1 2 4 8 16")]
    [InlineData("cpus=1..20x2", "1 2 4 8 16")]
    [InlineData("cpus=3..5", "3 4 5")]
    [InlineData("hz=100..300+100", "100 200 300")]
    [InlineData("handler=1us..8usx2", "1us 2us 4us 8us")]
    [InlineData("handler=1us..5us+2us", "1us 3us 5us")]
    [InlineData("handler=1us,5us", "1us 5us")]
    [InlineData("handler=1us..1msx10", "1us 10us 100us 1ms")]
    [InlineData("handler=1ms..1sx10", "1ms 10ms 100ms 1s")]
    [InlineData("run.duration=500ms..1s+100ms", "500ms 600ms 700ms 800ms 900ms 1s")]
    [InlineData("handler=1.5us..3us+500ns", "1.5us 2us 2.5us 3us")]
    [InlineData("handler=5us:9,500us:1;5us", "5us:9,500us:1 5us")]
    [InlineData("phases=0us,10us;0us,20us", "0us,10us 0us,20us")]
    [InlineData("phases=[0us, 10us],aligned", "[0us, 10us] aligned")]
    [InlineData("phases=aligned,skewed,random", "aligned skewed random")]
    [InlineData("cpus=1,8..32x2,8", "1 8 16 32")]
    [InlineData("costs.entry=1ns,2ns", "1ns 2ns")]
    [InlineData("kernel=2.6.24,6.17", "2.6.24 6.17")]
    public void Ranges_and_lists_give_their_values(string axis, string values) =>
        Assert.Equal(values, string.Join(' ', SweepAxis.Parse(axis).Values));

    [Theory]
    [InlineData("cpus", "KEY=VALUES")]
    [InlineData("cpus=", "KEY=VALUES")]
    [InlineData("cpu=1", "did you mean cpus?")]
    [InlineData("name=a", "no key \"name\" to sweep")]
    [InlineData("cpus=4..1x2", "has no end")]
    [InlineData("cpus=1..4x1", "has no end")]
    [InlineData("cpus=0..4x2", "has no end")]
    [InlineData("cpus=0..4+0", "has no end")]
    [InlineData("cpus=1..x", "is no range")]
    [InlineData("handler=1us..8nsx2", "has no end")]
    [InlineData("handler=1us..8", "is no range")]
    [InlineData("cpus=1..8+2us", "is no range")]
    [InlineData("handler=1us..8usx2ms", "is no range")]
    [InlineData("cpus=1..1000000", "more than 10000 values")]
    public void What_is_no_axis_is_refused_with_what_would_be_right(string axis, string message) =>
        Assert.Contains(message, Assert.Throws<BadInputException>(() => SweepAxis.Parse(axis)).Message, StringComparison.Ordinal);
}
