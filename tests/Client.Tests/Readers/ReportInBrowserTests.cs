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

    [ToolFact("chromium", "chromedriver")]
    public void The_time_line_is_reached_by_keys_and_leads_from_a_drop_to_its_holder()
    {
        using Browser browser = new(1_400);
        using TempFile file = Report(s_commands[0]);
        browser.Open(file.Path);
        IWebElement canvas = browser.Page.FindElement(By.Id("tl-canvas"));
        // By Tab alone, past the filters and buttons.
        for (int i = 0; i < 40 && !canvas.Equals(browser.Page.SwitchTo().ActiveElement()); i++)
            new Actions(browser.Page).SendKeys(Keys.Tab).Perform();
        Assert.Equal(canvas, browser.Page.SwitchTo().ActiveElement());
        canvas.SendKeys(Keys.Home);
        string says = browser.Page.FindElement(By.Id("tl-says")).Text;

        Assert.Matches(@"CPU \d+ at .*: dropped, line-in-progress, behind CPU (\d+)", says);
        string holder = System.Text.RegularExpressions.Regex.Match(says, @"behind CPU (\d+)").Groups[1].Value;
        Assert.EndsWith("-" + holder, canvas.GetDomAttribute("data-arrow"), StringComparison.Ordinal);
        canvas.SendKeys(Keys.Enter);
        Assert.StartsWith($"CPU {holder} at ", browser.Page.FindElement(By.Id("tl-says")).Text, StringComparison.Ordinal);
        long from = long.Parse(canvas.GetDomAttribute("data-from")!, null), to = long.Parse(canvas.GetDomAttribute("data-to")!, null);
        for (int i = 0; i < 40; i++) canvas.SendKeys("+");
        long nearFrom = long.Parse(canvas.GetDomAttribute("data-from")!, null), nearTo = long.Parse(canvas.GetDomAttribute("data-to")!, null);
        Assert.True(to - from > 100_000 && nearTo - nearFrom <= 20, $"{to - from} ns, then {nearTo - nearFrom} ns");
        Assert.Matches(@"#cpu=\d+&t=\d+$", browser.Page.Url);
        Assert.Empty(browser.Console);
    }

    [ToolFact("chromium", "chromedriver")]
    public void A_link_opens_the_time_line_at_a_cpu_and_a_time_and_a_click_chooses()
    {
        using Browser browser = new(1_400);
        using TempFile file = Report(s_commands[0]);
        browser.Open(file.Path, "#cpu=1&t=1000000");
        IWebElement says = browser.Page.FindElement(By.Id("tl-says")), canvas = browser.Page.FindElement(By.Id("tl-canvas"));

        Assert.StartsWith("CPU 1 at 1 ms: dropped", says.Text, StringComparison.Ordinal);
        Assert.StartsWith("1-", canvas.GetDomAttribute("data-arrow"), StringComparison.Ordinal);
        new Actions(browser.Page).MoveToElement(canvas, 0, 100).Click().Perform();
        Assert.DoesNotMatch("^CPU 1 at", says.Text);
        Assert.Empty(browser.Console);
    }

    [ToolFact("chromium", "chromedriver")]
    public void Text_is_large_enough_on_a_phone_and_a_table_that_is_wider_can_be_scrolled_by_keys()
    {
        using Browser browser = new(500);
        using TempFile file = Report(s_commands[1]);
        browser.Open(file.Path);

        Assert.True((bool)browser.Value("""
            [...document.querySelectorAll('svg text')].every(text => {
              const svg = text.ownerSVGElement, scale = svg.clientWidth / svg.viewBox.baseVal.width;
              return svg.clientWidth === 0 || parseFloat(getComputedStyle(text).fontSize) * scale >= 9.5; })
            """)!);
        Assert.True((bool)browser.Value("""
            [...document.querySelectorAll('table')].every(table => {
              const box = table.parentElement;
              return table.offsetWidth <= box.clientWidth || (box.tabIndex === 0 && getComputedStyle(box).overflowX === 'auto'); })
            """)!);
        browser.Emulate("print", "light");
        Assert.True((bool)browser.Value(
            "[...document.querySelectorAll('table')].every(table => table.scrollWidth <= Math.max(table.clientWidth, document.body.clientWidth))")!);
    }

    private static TempFile Report(string[] command)
    {
        TempFile file = new("report.html");
        Assert.Equal(0, ClientRun.Real([.. command, "--report", file.Path]).ExitCode);
        return file;
    }
}
