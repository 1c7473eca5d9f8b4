using System.Text.Json;

namespace Tickstorm.Tests.Living;

/// <summary>Interrupts that are moved, as the client says it.</summary>
public class MovesTests
{
    [Theory]
    [InlineData("6.16", 0)]
    [InlineData("6.17", 2_000)]
    public void The_new_cpu_of_a_fast_device_counts_none_until_6_16_and_all_from_6_17_on(string kernel, int least)
    {
        LivingRun run = LivingRun.OfLibrary("affinity-livelock", "--kernel", kernel);
        JsonElement devices = run.Design.GetProperty("devices"), line = devices.GetProperty("lines")[0];
        JsonElement other = line.GetProperty("kstat").EnumerateArray().Single(k => k.GetProperty("cpu").GetInt32() == 1);
        Assert.True(least == 0 ? other.GetProperty("count").GetInt64() == 0 : other.GetProperty("count").GetInt64() > least);
        long lost = devices.GetProperty("lost").EnumerateObject().Sum(reason => reason.Value.GetInt64());
        Assert.Equal(
            Count("raised") + Count("sentOn"), Count("handled") + lost + Count("strays") + Count("pending"));

        long Count(string name) => devices.GetProperty(name).GetInt64();
    }

    [Fact]
    public void The_table_says_where_a_moved_line_is_counted_and_what_the_move_has_lost()
    {
        string check = Path.Combine(Repository.Root, "tests", "checks", "moves", "msi-window.yaml");
        string text = ClientRun.Real("run", check, "--kernel", "5.5").Output;
        text = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        Assert.Matches(@"line 2 \(msi\) was moved once and goes to CPU 2; of [\d,]+ interrupts the kernel counts [\d,]+ on CPU 0,", text);
        Assert.Contains("1 interrupt is lost, since a CPU got a vector that leads to no line", text, StringComparison.Ordinal);
        Assert.DoesNotContain("no-handler", ClientRun.Real("run", check, "--kernel", "5.6").Output, StringComparison.Ordinal);
    }
}
