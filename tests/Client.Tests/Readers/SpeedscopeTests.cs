using System.Text.RegularExpressions;

namespace Tickstorm.Tests.Readers;

/// <summary>speedscope itself, from its package, opens our Chrome trace events.</summary>
[Collection(BrowserTests.Name)]
public sealed partial class SpeedscopeTests(Browser browser)
{
    [NpmFact("speedscope", "chromium", "node")]
    public void Speedscope_opens_a_run_with_a_profile_for_each_cpu()
    {
        using TempFile trace = new("run.trace.json");
        using TempFile script = new("load.js");
        Assert.Equal(0, ClientRun.Real("run", "irq0-2007", "--design", "irq0-edge", "--cpus", "4", "--trace", trace.Path).ExitCode);
        // As its own command line hands files over.
        File.WriteAllText(
            script.Path, $"speedscope.loadFileFromBase64(\"run.trace.json\", \"{Convert.ToBase64String(File.ReadAllBytes(trace.Path))}\")");

        Seen seen = browser.Open(
            Path.Combine(NpmFactAttribute.Modules, "speedscope", "dist", "release", "index.html"), 1_200, """
            await page.waitForFunction(() => /\(1\/\d+\)/.test(document.body.innerText));
            return { body: await page.innerText('body') };
            """, $"#localProfilePath={script.Path}");

        // The rows of lost, pending and stolen time are profiles of their own.
        Assert.True(int.Parse(ProfileCount().Match(seen.Text("body")).Groups[1].Value, null) >= 4);
        Assert.Contains("irq0-2007 irq0-edge", seen.Text("body"), StringComparison.Ordinal);
        Assert.DoesNotContain(
            seen.Console,
            line => line.Contains("Failed", StringComparison.Ordinal) || line.Contains("Tried to", StringComparison.Ordinal));
    }

    [GeneratedRegex(@"\(1/(\d+)\)")]
    private static partial Regex ProfileCount();
}
