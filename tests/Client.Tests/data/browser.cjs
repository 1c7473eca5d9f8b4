// One Chromium under Playwright. A line of standard input is JSON: { url, options, script }; it is opened in a context of its own, and the
// script is run with `page` and `context`. The answer is a line of JSON: { value, console, requests } or { error }.
const [modules, chromium] = process.argv.slice(2);
const playwright = require(`${modules}/playwright-core`);
const AsyncFunction = (async () => {}).constructor;

(async () => {
  const browser = await playwright.chromium.launch({
    executablePath: chromium,
    timeout: 180_000,
    args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--allow-file-access-from-files'],
  });
  for await (const line of require('readline').createInterface({ input: process.stdin })) {
    const { url, options, script } = JSON.parse(line);
    const answer = { console: [], requests: [] };
    const context = await browser.newContext(options);
    try {
      const page = await context.newPage();
      page.setDefaultTimeout(180_000);
      page.on('console', message => answer.console.push(message.text()));
      page.on('pageerror', error => answer.console.push(String(error)));
      page.on('request', request => answer.requests.push(request.url()));
      await page.goto(url);
      answer.value = await new AsyncFunction('page', 'context', script)(page, context) ?? null;
    } catch (error) {
      answer.error = String(error.stack ?? error);
    }

    await context.close();
    console.log(JSON.stringify(answer));
  }

  await browser.close();
})();
