using System.Diagnostics;
using System.Text.Json;

namespace Tickstorm.Tests.Readers;

/// <summary>Debian's Chromium under Playwright, started once for all tests of it.</summary>
public sealed class Browser : IDisposable
{
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web);
    private readonly Lazy<Process> _node = new(Start);

    /// <summary>Opens a page and runs a script of Playwright on it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="width">Of the window, CSS pixels.</param>
    /// <param name="script">Body of an async function of <c>page</c> and <c>context</c>; what it returns is the value.</param>
    /// <param name="fragment">What follows the file in the address.</param>
    /// <param name="scheme">light or dark.</param>
    /// <param name="hasScripts">False for a browser that runs none.</param>
    internal Seen Open(
        string path, int width, string script, string fragment = "", string scheme = "light", bool hasScripts = true)
    {
        object options = new { viewport = new { width, height = 900 }, colorScheme = scheme, javaScriptEnabled = hasScripts };
        Process node = _node.Value;
        node.StandardInput.WriteLine(JsonSerializer.Serialize(new { url = new Uri(path).AbsoluteUri + fragment, options, script }, s_json));
        node.StandardInput.Flush();
        string answer = node.StandardOutput.ReadLine() ?? throw new InvalidOperationException(node.StandardError.ReadToEnd());
        Seen seen = JsonSerializer.Deserialize<Seen>(answer, s_json)!;
        Assert.True(seen.Error is null, seen.Error);
        return seen;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_node.IsValueCreated) return;
        // It closes the browser when there is nothing more to read.
        _node.Value.StandardInput.Close();
        if (!_node.Value.WaitForExit(TimeSpan.FromSeconds(20))) _node.Value.Kill(entireProcessTree: true);
        _node.Value.Dispose();
    }

    private static Process Start() => Process.Start(new ProcessStartInfo(
        "node", [Path.Combine(AppContext.BaseDirectory, "data", "browser.cjs"), NpmFactAttribute.Modules, Tools.Path("chromium")!])
    {
        RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
    })!;
}

/// <summary>What came of a page.</summary>
/// <param name="Value">What the script returned.</param>
/// <param name="Console">What the page wrote to its console, and its errors.</param>
/// <param name="Requests">The addresses that it asked for.</param>
/// <param name="Error">Why the script failed; null when it did not.</param>
internal sealed record Seen(JsonElement Value, IReadOnlyList<string> Console, IReadOnlyList<string> Requests, string? Error)
{
    /// <summary>A text that the script returned.</summary>
    public string Text(string name) => Value.GetProperty(name).GetString()!;

    /// <summary>A number that the script returned.</summary>
    public double Number(string name) => Value.GetProperty(name).GetDouble();

    /// <summary>Texts that the script returned.</summary>
    public IEnumerable<string> Texts(string name) => Value.GetProperty(name).EnumerateArray().Select(one => one.ToString());
}

/// <summary>The tests that share the browser.</summary>
[CollectionDefinition(Name)]
public sealed class BrowserTests : ICollectionFixture<Browser>
{
    /// <summary>The name of their collection.</summary>
    public const string Name = "browser";
}
