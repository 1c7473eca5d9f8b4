using System.Text.RegularExpressions;

namespace Tickstorm.Tests.Deploy;

public partial class ManifestTests
{
    [ToolTheory("kubectl")]
    [InlineData("base")]
    [InlineData("overlays/example")]
    public void The_manifests_render(string folder)
    {
        string rendered = Tools.Run("kubectl", "kustomize", Path.Combine(Repository.Root, "deploy", "kubernetes", folder));
        Assert.Contains("kind: StatefulSet", rendered, StringComparison.Ordinal);
        // Only the silos are behind the policy, and clients need only their own label.
        string policy = rendered[rendered.IndexOf("kind: NetworkPolicy", StringComparison.Ordinal)..];
        Assert.Contains("  podSelector:\n    matchLabels:\n      app.kubernetes.io/name: tickstorm\n", policy, StringComparison.Ordinal);
        Assert.Contains(
            "    - podSelector:\n        matchExpressions:\n        - key: tickstorm-client\n          operator: Exists\n    ports:\n " +
            "   - port: 30000\n", policy, StringComparison.Ordinal);
    }

    [Fact]
    public void The_manifests_use_settings_and_endpoints_that_exist()
    {
        string settings = Repository.Text("Silo/SiloSettings.cs"), tls = Repository.Text("Contracts/Security/TlsSettings.cs"),
            endpoints = Repository.Text("Silo/Endpoints.cs");
        string all = string.Concat(
            Directory.GetFiles(Path.Combine(Repository.Root, "deploy", "kubernetes"), "*.yaml",
            SearchOption.AllDirectories).Select(File.ReadAllText));
        string[] names = [.. Setting().Matches(all).Select(m => m.Groups[1].Value)];
        Assert.NotEmpty(names);
        foreach (string name in names)
        {
            string property = name.StartsWith("TLS__", StringComparison.Ordinal) ? name[5..] : name;
            Assert.Contains($" {property} {{ get; set; }}", property == name ? settings : tls, StringComparison.OrdinalIgnoreCase);
        }

        foreach (Match path in HealthPath().Matches(all)) Assert.Contains($"\"{path.Value}\"", endpoints, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_setting_of_a_silo_is_documented()
    {
        string text = Repository.Text("docs/operations.md");
        foreach (Match property in Property().Matches(Repository.Text("Silo/SiloSettings.cs")))
            Assert.Contains($"`{property.Groups[1].Value}`", text, StringComparison.Ordinal);
        foreach (Match property in Property().Matches(Repository.Text("Contracts/Security/TlsSettings.cs")))
            Assert.Contains($"`Tls:{property.Groups[1].Value}`", text, StringComparison.Ordinal);
    }

    [GeneratedRegex(@"TICKSTORM__([A-Z_]+)")]
    private static partial Regex Setting();

    [GeneratedRegex(@"/health/\w+")]
    private static partial Regex HealthPath();

    [GeneratedRegex(@"public (?:string|int) (\w+) \{ get; set; \}")]
    private static partial Regex Property();
}
