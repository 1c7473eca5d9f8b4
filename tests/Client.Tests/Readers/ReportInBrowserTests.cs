using OpenQA.Selenium;
using OpenQA.Selenium.Interactions;

namespace Tickstorm.Tests.Readers;

/// <summary>Reports as a person opens them.</summary>
public class ReportInBrowserTests
{
    private static readonly string[][] s_commands =
    [
        ["run", "irq0-2007", "--design", "irq0-edge"],
        ["compare", "irq0-2007", "--cpus", "16"],
        ["sweep", "irq0-2007", "--designs", "irq0-edge,vmi-percpu", "--over", "cpus=1..64x4"],
    ];

    [ToolFact("chromium", "chromedriver")]
    public void A_report_opens_without_an_error_and_asks_for_nothing_beyond_itself()
    {
        using Browser browser = new(1_200);
        foreach (string[] command in s_commands)
        {
            using TempFile file = Report(command);
            browser.Open(file.Path);

            Assert.All(
                browser.Requests,
                url => Assert.True(url == new Uri(file.Path).AbsoluteUri || url.StartsWith("data:", StringComparison.Ordinal), url));
            Assert.Empty(browser.Console);
            Assert.Contains("irq0-edge", browser.Page.FindElement(By.TagName("body")).Text, StringComparison.Ordinal);
        }
    }

    [ToolFact("chromium", "chromedriver")]
    public void Hovering_shows_what_a_mark_stands_for()
    {
        using Browser browser = new(1_200);
        using TempFile file = Report(s_commands[0]);
        browser.Open(file.Path);
        foreach (string id in new[] { "outcomes", "latency", "heat", "queue" })
        {
            IWebElement mark = browser.Page.FindElement(By.CssSelector($"#{id} svg rect:has(title):not(.silent)"));
            string still = mark.GetCssValue("stroke");
            new Actions(browser.Page).MoveToElement(mark).Perform();
            Assert.NotEqual(still, mark.GetCssValue("stroke"));
            Assert.Matches("[0-9]", (string)mark.FindElement(By.TagName("title")).GetDomProperty("textContent")!);
        }

        Assert.Empty(browser.Console);
    }

    [ToolFact("chromium", "chromedriver")]
    public void A_phone_a_dark_room_and_paper_are_served()
    {
        using Browser browser = new(500);
        using TempFile file = Report(s_commands[1]);
        browser.Open(file.Path);

        // The page itself does not scroll sideways; wide tables and charts do so on their own.
        Assert.True((bool)browser.Value("document.documentElement.scrollWidth <= document.documentElement.clientWidth")!);
        browser.Emulate("screen", "light");
        object? light = browser.Value("getComputedStyle(document.body).backgroundColor");
        browser.Emulate("screen", "dark");
        Assert.NotEqual(light, browser.Value("getComputedStyle(document.body).backgroundColor"));
        browser.Emulate("print", "light");
        Assert.Equal("none", browser.Value("getComputedStyle(document.body).maxWidth"));
        Assert.NotEmpty(((ISupportsPrint)browser.Page).Print(new PrintOptions()).AsByteArray);
    }

    private static TempFile Report(string[] command)
    {
        TempFile file = new("report.html");
        Assert.Equal(0, ClientRun.Real([.. command, "--report", file.Path]).ExitCode);
        return file;
    }
}
