using Tickstorm.Simulation;
using Tickstorm.Tracing;

namespace Tickstorm.Tests.Formats;

/// <summary>A trace is a function of scenario and seed, like the digest.</summary>
public sealed class EngineAgreementTests
{
    [Theory]
    [InlineData("run.dat")]
    [InlineData("run.otlp")]
    [InlineData("run.otlp.json")]
    [InlineData("run.chrome.json")]
    [InlineData("run.pftrace")]
    [InlineData("run.ftrace")]
    [InlineData("run.ctf")]
    public void Every_engine_and_number_of_threads_writes_the_same_bytes(string name)
    {
        using TempFolder folder = new();
        foreach (string design in new[] { "irq0-edge", "vmi-own-vector", "native-lapic" })
        {
            string expected = Written(folder, name, design, new EngineOptions { Kind = "sequential" });
            foreach (int threads in new[] { 1, 2, 4 })
                Assert.Equal(expected, Written(folder, name, design, new EngineOptions { Threads = threads, AllTogether = true }));
            Assert.Equal(expected, Written(folder, name, design, new EngineOptions { Threads = 2, WindowNs = 50_000, AllTogether = true }));
        }
    }

    [Fact]
    public void Records_come_in_the_one_total_order()
    {
        foreach (string kind in new[] { "sequential", "parallel" })
        {
            (_, List<TraceRecord> records) = TracedRuns.Recorded(
                TracedRuns.Busy(), "irq0-edge", new EngineOptions { Kind = kind, Threads = 2, AllTogether = true });
            Assert.Equal(records.OrderBy(r => r.Order), records);
        }
    }

    private static string Written(TempFolder folder, string name, string design, EngineOptions options)
    {
        string path = folder.Path(name);
        TracedRuns.Traced(TracedRuns.Busy(), design, path, options);
        IEnumerable<string> files = Directory.Exists(path) ? Directory.EnumerateFiles(path).Order(StringComparer.Ordinal) : [path];
        return string.Join(
            '\n', files.Select(file => $"{Path.GetFileName(file)} " +
                $"{Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(file)))}"));
    }
}
