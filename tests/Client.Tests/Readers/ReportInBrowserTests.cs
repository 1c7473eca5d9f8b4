namespace Tickstorm.Tests.Readers;

/// <summary>Reports as a person opens them.</summary>
[Collection(BrowserTests.Name)]
public sealed class ReportInBrowserTests(Browser browser, ReportPages pages) : IClassFixture<ReportPages>
{
    // What of a page is too small, too wide or cut, by the part that it is in.
    private const string Faults = """
        return await page.evaluate(() => {
          const faults = [], width = document.documentElement.clientWidth;
          const where = node => `${node.closest('section, footer, header')?.id ?? ''} ${node.tagName} ${node.textContent.slice(0, 40)}`;
          if (document.documentElement.scrollWidth > width) faults.push('the page scrolls sideways');
          for (const node of document.querySelectorAll('body *')) {
            if (![...node.childNodes].some(child => child.nodeType === 3 && child.textContent.trim())) continue;
            const box = node.getBoundingClientRect(), svg = node.ownerSVGElement;
            if (box.width === 0 || node.closest('script, title')) continue;
            const scale = svg ? svg.getBoundingClientRect().width / svg.viewBox.baseVal.width : 1;
            const size = parseFloat(getComputedStyle(node).fontSize) * scale;
            if (size < 9.99) faults.push(`${size} px: ${where(node)}`);
          }
          for (const table of document.querySelectorAll('table')) {
            const box = table.parentElement, scrolls = box.tabIndex === 0 && getComputedStyle(box).overflowX === 'auto'
              && getComputedStyle(box).backgroundImage.includes('gradient');
            if (table.offsetWidth > box.clientWidth + 1 && (PAPER || !scrolls)) faults.push(`cut: ${where(table)}`);
          }
          for (const svg of document.querySelectorAll('svg')) {
            const box = svg.parentElement;
            if (svg.getBoundingClientRect().width > box.clientWidth + 1 && (PAPER || getComputedStyle(box).overflowX !== 'auto'))
              faults.push(`cut: ${where(svg)}`);
          }
          if (PAPER) for (const cell of document.querySelectorAll('#designs td:not(:first-child):not([colspan])')) {
            const text = document.createRange();
            text.selectNodeContents(cell);
            const lines = new Set([...text.getClientRects()].map(line => Math.round(line.top / 8)));
            if (lines.size > 1) faults.push(`in ${lines.size} lines: ${where(cell)}`);
          }
          const last = document.querySelector('#designs th:last-child')?.getBoundingClientRect().right ?? 0;
          if (width >= 1400 && last > width) faults.push('C9 is out of sight');
          return faults;
        });
        """;

    private static readonly string s_onScreen = Faults.Replace("PAPER", "false", StringComparison.Ordinal);
    private static readonly string s_onPaper = "await page.emulateMedia({ media: 'print' });\n"
        + Faults.Replace("PAPER", "true", StringComparison.Ordinal);

    [NpmFact("playwright-core", "chromium", "node")]
    public void A_report_opens_without_an_error_and_asks_for_nothing_beyond_itself()
    {
        foreach (string kind in ReportPages.Kinds)
        {
            Seen seen = browser.Open(pages[kind], 1_200, "return { body: await page.innerText('body') };");

            Assert.All(
                seen.Requests,
                url => Assert.True(url == new Uri(pages[kind]).AbsoluteUri || url.StartsWith("data:", StringComparison.Ordinal), url));
            Assert.Empty(seen.Console);
            Assert.Contains(kind == "capture" ? "HZ" : "irq0-edge", seen.Text("body"), StringComparison.Ordinal);
        }
    }

    [NpmFact("playwright-core", "chromium", "node")]
    public void A_phone_a_desk_a_dark_room_and_paper_are_served()
    {
        foreach (string kind in ReportPages.Kinds)
        {
            foreach (int width in new[] { 400, 500, 1_400 })
                Assert.True(IsSound(browser.Open(pages[kind], width, s_onScreen), out string faults), $"{kind} at {width} px: {faults}");
            // A4 with margins of 10 mm.
            Assert.True(IsSound(browser.Open(pages[kind], 718, s_onPaper), out string cut), $"{kind} on paper: {cut}");
            foreach (string scheme in new[] { "light", "dark" })
                Assert.InRange(browser.Open(pages[kind], 1_400, Contrast, scheme: scheme).Number("least"), 4.5, 21);
        }

        Assert.NotEqual(Background("light"), Background("dark"));
        Assert.InRange(browser.Open(
            pages["run"], 1_400, "return { size: (await page.pdf({ format: 'A4' })).length };").Number("size"), 10_000, 10_000_000);

        string Background(string scheme) => browser.Open(
            pages["run"], 500, "return { is: await page.evaluate(() => getComputedStyle(document.body).backgroundColor) };",
            scheme: scheme).Text("is");
    }

    [NpmFact("playwright-core", "chromium", "node")]
    public void Every_axis_says_what_it_counts_and_hovering_what_a_mark_stands_for()
    {
        Seen seen = browser.Open(pages["run"], 1_200, """
            const still = [], over = [], titles = [];
            for (const id of ['outcomes', 'latency', 'heat', 'queue']) {
              const mark = page.locator(`#${id} svg rect:has(title):not(.silent)`).first();
              still.push(await mark.evaluate(node => getComputedStyle(node).stroke));
              await mark.hover();
              over.push(await mark.evaluate(node => getComputedStyle(node).stroke));
              titles.push(await mark.evaluate(node => node.querySelector('title').textContent));
            }
            return { still, over, titles, axes: await page.locator('svg text.title').allTextContents(),
              tones: await page.locator('#heat figcaption').innerText() };
            """);

        Assert.All(seen.Texts("still").Zip(seen.Texts("over")), pair => Assert.NotEqual(pair.First, pair.Second));
        Assert.All(seen.Texts("titles"), title => Assert.Matches("[0-9]", title));
        foreach (string axis in new[] { "time", "waiting", "from expiry to handler start, logarithmic" })
            Assert.Contains(axis, seen.Texts("axes"));
        Assert.Matches("Ticks handled in .*[0-9]", seen.Text("tones"));
        Assert.Contains("ticks lost", browser.Open(
            pages["sweep"], 1_200, "return { axes: await page.locator('svg text.title').allTextContents() };").Texts("axes"));
        Assert.Empty(seen.Console);
    }

    [NpmFact("playwright-core", "chromium", "node")]
    public void The_one_script_is_that_of_the_hash_and_no_other_runs()
    {
        Seen seen = browser.Open(pages["run"], 1_200, """
            return await page.evaluate(async () => {
              const policy = document.querySelector('meta[http-equiv]').content;
              const text = document.querySelector('script:not([type])').textContent;
              const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)));
              const foreign = document.createElement('script');
              foreign.textContent = 'window.foreign = true';
              document.body.append(foreign);
              return { policy, hash: 'sha256-' + btoa(String.fromCharCode(...hash)), foreign: String(window.foreign) };
            });
            """);

        Assert.Contains($"script-src '{seen.Text("hash")}'", seen.Text("policy"), StringComparison.Ordinal);
        Assert.StartsWith("default-src 'none'", seen.Text("policy"), StringComparison.Ordinal);
        Assert.Equal("undefined", seen.Text("foreign"));
        Assert.InRange(new FileInfo(pages["run"]).Length, 1, 600_000);
    }

    [NpmFact("playwright-core", "chromium", "node")]
    public void Without_a_script_the_drawings_and_the_losses_as_text_are_there()
    {
        Seen seen = browser.Open(pages["run"], 1_200, """
            return { canvas: String(await page.locator('#tl').isVisible()), heat: String(await page.locator('#heat svg').isVisible()),
              near: String(await page.locator('#near svg').isVisible()), text: await page.locator('#timeline summary').innerText() };
            """, hasScripts: false);

        Assert.Equal(("false", "true", "true"), (seen.Text("canvas"), seen.Text("heat"), seen.Text("near")));
        Assert.StartsWith("255 lost or late, as text", seen.Text("text"), StringComparison.Ordinal);
    }

    [NpmFact("playwright-core", "chromium", "node")]
    public void The_time_line_is_reached_by_keys_and_leads_from_a_drop_to_its_holder()
    {
        // By Tab alone, past the filters and buttons.
        Seen seen = browser.Open(pages["run"], 1_400, """
            const canvas = page.locator('#tl-canvas'), says = page.locator('#tl-says');
            const focused = () => page.evaluate(() => document.activeElement.id);
            for (let i = 0; i < 40 && await focused() !== 'tl-canvas'; i++) await page.keyboard.press('Tab');
            const span = async () => Number(await canvas.getAttribute('data-to')) - Number(await canvas.getAttribute('data-from'));
            const found = { focus: await focused() };
            await page.keyboard.press('Home');
            found.drop = await says.innerText();
            found.arrow = await canvas.getAttribute('data-arrow');
            for (let i = 0; i < 4; i++) await page.keyboard.press('+');
            found.zoomedFrom = Number(await canvas.getAttribute('data-from'));
            for (let i = 0; i < 4; i++) await page.keyboard.press('-');
            await page.keyboard.press('Enter');
            found.holder = await says.innerText();
            found.far = await span();
            for (let i = 0; i < 40; i++) await page.keyboard.press('+');
            found.near = await span();
            found.url = page.url();
            return found;
            """);

        Assert.Equal("tl-canvas", seen.Text("focus"));
        Assert.Matches(@"CPU \d+ at .*: dropped, line-in-progress, behind CPU (\d+)", seen.Text("drop"));
        string holder = System.Text.RegularExpressions.Regex.Match(seen.Text("drop"), @"behind CPU (\d+)").Groups[1].Value;
        Assert.EndsWith("-" + holder, seen.Text("arrow"), StringComparison.Ordinal);
        // The drop, just after 1 ms, stays in sight.
        Assert.InRange(seen.Number("zoomedFrom"), 990_000, 1_001_000);
        Assert.StartsWith($"CPU {holder} at ", seen.Text("holder"), StringComparison.Ordinal);
        Assert.True(seen.Number("far") > 100_000 && seen.Number("near") <= 20, $"{seen.Number("far")} ns, then {seen.Number("near")} ns");
        Assert.Matches(@"#cpu=\d+&t=\d+$", seen.Text("url"));
        Assert.Empty(seen.Console);
    }

    [NpmFact("playwright-core", "chromium", "node")]
    public void A_link_opens_the_time_line_at_a_cpu_and_a_time_a_click_chooses_and_filters_hold()
    {
        Seen seen = browser.Open(pages["run"], 1_400, """
            const canvas = page.locator('#tl-canvas'), says = page.locator('#tl-says'), found = {};
            found.linked = await says.innerText();
            found.arrow = await canvas.getAttribute('data-arrow');
            const box = await canvas.boundingBox();
            await canvas.click({ position: { x: box.width / 2, y: box.height / 2 + 100 } });
            found.clicked = await says.innerText();
            await page.fill('#tl-cpus', '3-5');
            await page.selectOption('#tl-kind', 'lost');
            await canvas.click({ position: { x: box.width / 2, y: 10 } });
            found.filtered = await says.innerText();
            return found;
            """, "#cpu=1&t=1000000");

        Assert.StartsWith("CPU 1 at 1ms: dropped", seen.Text("linked"), StringComparison.Ordinal);
        Assert.StartsWith("1-", seen.Text("arrow"), StringComparison.Ordinal);
        Assert.DoesNotMatch("^CPU 1 at", seen.Text("clicked"));
        Assert.Matches("^CPU [345] at .*: (dropped|merged)", seen.Text("filtered"));
        Assert.Empty(seen.Console);
    }

    [NpmFact("playwright-core", "chromium", "node")]
    public void A_comparison_from_a_capture_shows_what_was_measured_beside_what_is_simulated()
    {
        Seen seen = browser.Open(pages["comparison from a capture"], 1_400, """
            return { rows: await page.locator('#measured tbody tr').allInnerTexts(),
              gaps: await page.locator('#measured-gaps tr').allInnerTexts(),
              lateness: await page.locator('#measured-late tr').allInnerTexts(), heat: await page.locator('#measured-heat').innerText() };
            """);

        // CPU 0 of the capture has 487 ticks and misses some twenty; the same machine simulated loses two.
        string rows = string.Join('\n', seen.Texts("rows"));
        Assert.Matches(@"(?m)^measured\t77\d\t732\t4\d\t", rows);
        Assert.Matches(@"(?m)^0 measured\t487\t2\d\t", rows);
        Assert.Matches(@"(?m)^0 native-lapic\t508\t2\t", rows);
        foreach (string table in new[] { "gaps", "lateness" })
        {
            foreach (string row in new[] { "measured\t", "native-lapic\t" })
                Assert.Contains(seen.Texts(table), text => text.StartsWith(row, StringComparison.Ordinal));
        }

        Assert.Contains("32.673ms", string.Join('\n', seen.Texts("lateness")), StringComparison.Ordinal);
    }

    private const string Contrast = """
        return { least: await page.evaluate(() => {
          const light = colour => {
            const [r, g, b] = colour.match(/[\d.]+/g).slice(0, 3).map(Number)
              .map(v => (v /= 255) <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4);
            return .2126 * r + .7152 * g + .0722 * b;
          };
          const paper = light(getComputedStyle(document.body).backgroundColor);
          return Math.min(...['body', 'figcaption', 'td', 'svg text', '.good', '.bad']
            .map(name => document.querySelector(name)).filter(Boolean).map(node => {
            const ink = light(getComputedStyle(node)[node.ownerSVGElement ? 'fill' : 'color']);
            return (Math.max(ink, paper) + .05) / (Math.min(ink, paper) + .05);
          }));
        }) };
        """;

    private static bool IsSound(Seen seen, out string faults)
    {
        faults = string.Join("; ", seen.Value.EnumerateArray().Select(one => one.GetString()).Take(5));
        return faults.Length == 0;
    }
}
