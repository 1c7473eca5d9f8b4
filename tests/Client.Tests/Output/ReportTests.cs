using System.Xml.Linq;

namespace Tickstorm.Tests.Output;

public class ReportTests
{
    [Theory]
    [InlineData("compare", "irq0-2007", "--designs", "irq0-edge,vmi-percpu,pit-broadcast")]
    [InlineData("compare", "irq0-2007", "--designs", "irq0-edge,vmi-percpu", "--seeds", "2")]
    [InlineData("run", "irq0-2007", "--design", "irq0-edge")]
    [InlineData("sweep", "irq0-2007", "--designs", "irq0-edge,vmi-percpu", "--over", "cpus=1..64x4")]
    public void A_report_is_one_well_formed_file_that_needs_no_network(params string[] args)
    {
        string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".html");
        try
        {
            Assert.Equal(0, ClientRun.Of([.. args, "--report", path]).ExitCode);
            string html = File.ReadAllText(path);
            foreach (string outside in new[] { "http:", "https:", "<script", "src=", "url(" })
                Assert.DoesNotContain(outside, html, StringComparison.OrdinalIgnoreCase);
            foreach (string inside in new[] { "<svg", "irq0-edge", "prefers-color-scheme: dark", "tickstorm " + args[0], "seed" })
                Assert.Contains(inside, html, StringComparison.Ordinal);
            XElement root = XDocument.Parse(html.Replace("<!DOCTYPE html>", "", StringComparison.Ordinal)).Root!;
            Assert.Equal(["data:,"], root.Descendants().Attributes("href").Select(href => href.Value));
        }
        finally
        {
            File.Delete(path);
        }
    }
}
