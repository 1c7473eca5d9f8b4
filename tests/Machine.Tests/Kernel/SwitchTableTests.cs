using Tickstorm.Kernel;
using Tickstorm.Scenarios;

namespace Tickstorm.Tests.Kernel;

/// <summary>The table of switches, and the vectors that it names.</summary>
public class SwitchTableTests
{
    [Fact]
    public void Every_switch_says_what_it_means_where_it_was_read_and_from_when_on()
    {
        Assert.True(SwitchTable.All.Count > 30);
        Assert.Equal(SwitchTable.All.Count, SwitchTable.All.Select(s => s.Name).Distinct().Count());
        Assert.All(SwitchTable.All, s =>
        {
            Assert.True(s.Meaning.Length > 10 && s.Read.Length > 5, s.Name);
            Assert.Equal(KernelVersion.Oldest, s.Changes[0].From);
            Assert.Equal(s.Changes.Select(c => c.From).Order(), s.Changes.Select(c => c.From));
            // Each change but those of Kconfig and headers names its commit, or what was not read.
            Assert.All(s.Changes.Zip(s.Changes.Skip(1)), pair => Assert.NotEqual(pair.First.Value, pair.Second.Value));
        });
    }

    [Theory]
    [InlineData("maskCached", "4.12", "no")]
    [InlineData("maskCached", "4.13", "yes")]
    [InlineData("pendingClearedByEvent", "2.6.38", "no")]
    [InlineData("pendingClearedByEvent", "2.6.39", "yes")]
    [InlineData("stalledJiffies", "5.17", "none")]
    [InlineData("stalledJiffies", "5.18", "5")]
    [InlineData("edgeBusyWait", "6.16", "no")]
    [InlineData("edgeBusyWait", "6.17", "yes")]
    [InlineData("skew", "2.6.22", "none")]
    [InlineData("skew", "2.6.35", "always")]
    [InlineData("skew", "3.4", "none")]
    [InlineData("nrCpus", "2.6.26", "255")]
    [InlineData("nrCpus", "6.19", "8192")]
    [InlineData("vmiTimer", "2.6.24.7", "vmiclock.c")]
    public void A_switch_has_the_value_of_its_version(string name, string kernel, string value) =>
        Assert.Equal(value, SwitchTable.All.Single(s => s.Name == name).At(KernelVersion.Parse(kernel)).Value);

    [Theory]
    [InlineData("2.6.24", 0xef, 0x31, 0x31, 0xfc, 0xfb)]
    [InlineData("2.6.29", 0xef, 0x30, 0x41, 0xfc, 0xfa)]
    [InlineData("2.6.36", 0xef, 0x30, 0x30, 0xfd, 0xfb)]
    [InlineData("4.14", 0xef, 0x30, 0x30, 0xfd, 0xfb)]
    [InlineData("4.15", 0xee, 0x30, 0x30, 0xfd, 0xfb)]
    [InlineData("6.1", 0xec, 0x30, 0x30, 0xfd, 0xfb)]
    public void Vectors_are_those_of_the_version(string kernel, byte timer, byte irq0, byte vmi, byte reschedule, byte call)
    {
        Vectors v = Vectors.Of(KernelVersion.Parse(kernel));
        Assert.Equal(
            (timer, irq0, vmi, reschedule, call),
            (v.Tick(TickEntry.LocalTimer), v.Tick(TickEntry.Irq0), v.Tick(TickEntry.VmiTimer), v.Reschedule, v.CallFunction));
    }

    [Fact]
    public void Each_line_has_a_vector_of_its_own_in_every_version()
    {
        foreach (KernelVersion version in SwitchTable.All.SelectMany(s => s.Changes.Select(c => c.From)).Distinct())
        {
            Vectors v = Vectors.Of(version);
            byte[] lines = [.. Enumerable.Range(0, Workload.MostDevices + 1).Select(v.Line)];
            byte[] others = [v.Timer, v.Reschedule, v.CallFunction];
            Assert.Equal(lines.Length + others.Length, lines.Concat(others).Distinct().Count());
            Assert.Equal(Enumerable.Range(0, lines.Length), lines.Select(v.LineOf));
            Assert.All(others, vector => Assert.Equal(-1, v.LineOf(vector)));
            Assert.DoesNotContain(v.Tick(TickEntry.VmiTimer), lines.Skip(1));
        }
    }
}
