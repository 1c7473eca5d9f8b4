using System.Globalization;
using Tickstorm.Results;
using Tickstorm.Simulation;

namespace Tickstorm.Tests.Kernel.Designs;

/// <summary>The digests of the library's scenarios, cut short, under each of their designs: golden/digests.txt.</summary>
/// <remarks>
/// A change of any of them is a change of results and needs a line in the CHANGELOG. To write the file anew:
/// TICKSTORM_WRITE_DIGESTS=1 dotnet test tests/Machine.Tests -c Release --filter GoldenDigest
/// </remarks>
public class GoldenDigestTests
{
    private static readonly string s_file = Path.Combine(Repository.Root, "tests", "Machine.Tests", "golden", "digests.txt");

    [Fact]
    public void Digests_are_what_they_were()
    {
        string[] now = [.. Library.Pairs.Select(Line)];
        if (Environment.GetEnvironmentVariable("TICKSTORM_WRITE_DIGESTS") is { Length: > 0 }) System.IO.File.WriteAllLines(s_file, now);
        string[] were = System.IO.File.ReadAllLines(s_file);
        Assert.Equal(were.Length, now.Length);
        string[] changed = [.. now.Except(were)];
        Assert.True(changed.Length == 0, $"{changed.Length} digests are other than in {s_file}:\n{string.Join('\n', changed)}");
    }

    [Fact]
    public void Designs_that_act_differently_have_different_digests_and_a_take_over_makes_edge_of_percpu()
    {
        Dictionary<string,
            string> digests = System.IO.File.ReadAllLines(s_file).Select(line => line.Split(' ')).Where(
            words => words[0] == "irq0-2007").ToDictionary(words => words[1], words => words[2]);
        Assert.Equal(digests["irq0-edge"], digests["irq0-percpu-taken-over"]);
        string[] apart =
            ["native-lapic", "emulated-lapic", "vmi-own-vector", "vmi-percpu", "irq0-simple", "irq0-level", "irq0-fasteoi", "irq0-edge",
            "irq0-edge-eoi", "irq0-do-irq", "irq0-percpu-io-apic-chip", "pit-broadcast"];
        Assert.Equal(apart.Length, apart.Select(design => digests[design]).Distinct().Count());
    }

    private static string Line((string Name, string Design) pair)
    {
        DesignResult result = Simulator.Run(Library.Short(pair.Name), pair.Design, new EngineOptions { WhatIf = true });
        return string.Create(
            CultureInfo.InvariantCulture, $"{pair.Name} {pair.Design} {(result.Supported ? result.Digest : "unsupported")}");
    }
}
