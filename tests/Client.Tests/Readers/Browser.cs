using OpenQA.Selenium;
using OpenQA.Selenium.Chrome;

namespace Tickstorm.Tests.Readers;

/// <summary>Debian's Chromium without a window, with what it logs.</summary>
internal sealed class Browser : IDisposable
{
    private readonly ChromeDriverService _service;
    private readonly ChromeDriver _driver;

    /// <summary>Starts it with a window of this width.</summary>
    public Browser(int width)
    {
        ChromeOptions options = new() { BinaryLocation = Tools.Path("chromium") };
        options.AddArguments(
            "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--allow-file-access-from-files",
            $"--window-size={width},900");
        options.SetLoggingPreference(LogType.Browser, LogLevel.All);
        options.SetLoggingPreference("performance", LogLevel.All);
        string driver = Tools.Path("chromedriver")!;
        _service = ChromeDriverService.CreateDefaultService(Path.GetDirectoryName(driver), Path.GetFileName(driver));
        _service.SuppressInitialDiagnosticInformation = true;
        _driver = new ChromeDriver(_service, options);
    }

    /// <summary>The page.</summary>
    public IWebDriver Page => _driver;

    /// <summary>What the page wrote to its console.</summary>
    public IReadOnlyList<string> Console => [.. _driver.Manage().Logs.GetLog(LogType.Browser).Select(entry => entry.Message)];

    /// <summary>The addresses that were asked for so far, taken by reading.</summary>
    public IReadOnlyList<string> Requests =>
    [
        .. _driver.Manage().Logs.GetLog("performance").Select(
            entry => System.Text.Json.JsonDocument.Parse(entry.Message).RootElement.GetProperty("message"))
            .Where(message => message.GetProperty("method").GetString() == "Network.requestWillBeSent")
            .Select(message => message.GetProperty("params").GetProperty("request").GetProperty("url").GetString()!),
    ];

    /// <summary>Opens a file.</summary>
    public void Open(string path, string fragment = "") => _driver.Navigate().GoToUrl(new Uri(path).AbsoluteUri + fragment);

    /// <summary>The value of an expression in the page.</summary>
    public object? Value(string expression) => _driver.ExecuteScript("return " + expression);

    /// <summary>Lets the page see a medium (screen, print) and a colour scheme (dark, light).</summary>
    public void Emulate(string medium, string scheme) => _driver.ExecuteCdpCommand("Emulation.setEmulatedMedia", new()
    {
        ["media"] = medium,
        ["features"] = new[] { new Dictionary<string, object> { ["name"] = "prefers-color-scheme", ["value"] = scheme } },
    });

    public void Dispose()
    {
        _driver.Dispose();
        _service.Dispose();
    }
}
