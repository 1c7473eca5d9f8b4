using Tickstorm.Engine.Window;

namespace Tickstorm.Tests.Engine;

public class WindowPolicyTests
{
    [Fact]
    public void Too_many_waiting_messages_halve_the_window_down_to_the_lookahead()
    {
        WindowPolicy policy = new(fixedNs: 1_000, minLookaheadNs: 400);
        policy.Bound(count: 10, most: 10);
        Assert.Equal(1_000, policy.LengthNs);
        policy.Bound(count: 11, most: 10);
        Assert.Equal(500, policy.LengthNs);
        policy.Bound(count: 11, most: 10);
        Assert.Equal(400, policy.LengthNs);
    }
}
