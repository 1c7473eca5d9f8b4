using Tickstorm.Kernel.Boot;

namespace Tickstorm.Tests.Kernel.Boot;

public class CheckTimerTests
{
    [Theory]
    [InlineData("sound", 1)]
    [InlineData("override-missing", 2)]
    [InlineData("override-wrong", 3)]
    [InlineData("override-skipped", 1)]
    [InlineData("timer-behind-8259", 2)]
    [InlineData("extint-unknown", 3)]
    [InlineData("lint0-extint-only", 4)]
    [InlineData("8259-cut-off", 5)]
    [InlineData("timer-dead", 5)]
    [InlineData("delay-takes-no-time", 5)]
    [InlineData("no-timer-check", 1)]
    public void The_step_that_can_work_does(string name, int step)
    {
        CheckTimerReport report = CheckTimer.Run(CheckTimerCases.All.Single(c => c.Name == name).Faults);
        Assert.Equal(step, report.Succeeded);
        Assert.Equal(step == 5, report.Panics);
    }

    [Theory]
    [InlineData(100)]
    [InlineData(250)]
    [InlineData(1000)]
    public void Each_step_waits_ten_ticks(int hz)
    {
        CheckTimerReport report = CheckTimer.Run(new BootFaults { TimerIsDead = true, Hz = hz });
        Assert.Equal(4 * 10 * 1_000_000_000L / hz, report.ElapsedNs);
    }

    [Fact]
    public void Without_the_delay_the_check_takes_no_time()
    {
        Assert.Equal(0, CheckTimer.Run(new BootFaults { NoTimerCheck = true }).ElapsedNs);
    }
}
