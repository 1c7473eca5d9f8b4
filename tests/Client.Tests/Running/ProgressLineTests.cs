using System.Diagnostics;
using Tickstorm.Client.Running;
using Tickstorm.Client.Shell;

namespace Tickstorm.Tests.Running;

public class ProgressLineTests
{
    private const long Second = 1_000_000_000;

    [Fact]
    public void Elsewhere_than_on_a_terminal_there_is_a_line_every_ten_seconds_with_rate_and_time_left()
    {
        string shown = Shown(terminal: false);
        Assert.Equal("irq0-edge: 10 %, 1s a second, 1 min 30 s left\nirq0-edge: 20 %, 1s a second, 1 min 20 s left\n", shown);
    }

    [Fact]
    public void On_a_terminal_the_line_is_drawn_anew_and_wiped_in_the_end()
    {
        string shown = Shown(terminal: true);
        Assert.Contains("\r\u001b[Kirq0-edge: 5 %, 1s a second, 1 min 35 s left", shown, StringComparison.Ordinal);
        Assert.EndsWith("\r\u001b[K", shown, StringComparison.Ordinal);
    }

    private static string Shown(bool terminal)
    {
        using StringWriter error = new() { NewLine = "\n" };
        long now = Stopwatch.Frequency;
        ClientContext context = new(Stream.Null, error) { ErrorIsTerminal = terminal };
        using (ProgressLine line = new(context, 100 * Second) { Clock = () => now })
        {
            line.Begin("irq0-edge");
            for (int i = 1; i <= 25; i++)
            {
                now += Stopwatch.Frequency;
                line.Report(i * Second);
            }
        }

        return error.ToString();
    }
}
