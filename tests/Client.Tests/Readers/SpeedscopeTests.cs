using System.Text.RegularExpressions;
using OpenQA.Selenium;

namespace Tickstorm.Tests.Readers;

/// <summary>speedscope itself, from its package, opens our Chrome trace events.</summary>
public partial class SpeedscopeTests
{
    [NpmFact("speedscope", "chromium", "chromedriver")]
    public void Speedscope_opens_a_run_with_a_profile_for_each_cpu()
    {
        using TempFile trace = new("run.trace.json");
        using TempFile script = new("load.js");
        Assert.Equal(0, ClientRun.Real("run", "irq0-2007", "--design", "irq0-edge", "--cpus", "4", "--trace", trace.Path).ExitCode);
        // As its own command line hands files over.
        File.WriteAllText(
            script.Path, $"speedscope.loadFileFromBase64(\"run.trace.json\", \"{Convert.ToBase64String(File.ReadAllBytes(trace.Path))}\")");
        using Browser browser = new(1_200);

        browser.Open(
            Path.Combine(NpmFactAttribute.Modules, "speedscope", "dist", "release", "index.html"), $"#localProfilePath={script.Path}");

        new OpenQA.Selenium.Support.UI.WebDriverWait(browser.Page, TimeSpan.FromSeconds(60)).Until(
            page => ProfileCount().IsMatch(page.FindElement(By.TagName("body")).Text));
        // The rows of lost, pending and stolen time are profiles of their own.
        Assert.True(int.Parse(ProfileCount().Match(browser.Page.FindElement(By.TagName("body")).Text).Groups[1].Value, null) >= 4);
        Assert.Contains("irq0-2007 irq0-edge", browser.Page.FindElement(By.TagName("body")).Text, StringComparison.Ordinal);
        Assert.DoesNotContain(
            browser.Console,
            line => line.Contains("Failed", StringComparison.Ordinal) || line.Contains("Tried to", StringComparison.Ordinal));
    }

    [GeneratedRegex(@"\(1/(\d+)\)")]
    private static partial Regex ProfileCount();
}
