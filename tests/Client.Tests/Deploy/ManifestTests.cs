using System.Text.RegularExpressions;
using k8s;
using k8s.Models;
using Tickstorm.Tests.Readers;

namespace Tickstorm.Tests.Deploy;

public partial class ManifestTests
{
    private static readonly string s_folder = Path.Combine(Repository.Root, "deploy", "kubernetes");

    [ToolTheory("kubectl")]
    [InlineData("base")]
    [InlineData("overlays/development")]
    [InlineData("overlays/production")]
    [InlineData("job")]
    public void No_object_has_a_field_that_its_kind_does_not_have(string folder)
    {
        // What belongs to operators has no types here; their schemas are held below.
        string[] ours = [.. Rendered(folder).Split("---\n").Where(text => !Operator().IsMatch(text))];
        Assert.NotEmpty(ours);
        foreach (string text in ours) Assert.Single(KubernetesYaml.LoadAllFromString(text, strict: true));
        Assert.ThrowsAny<Exception>(
            () => KubernetesYaml.LoadAllFromString(ours[^1].Replace("\nspec:", "\nspek:", StringComparison.Ordinal), strict: true));
    }

    [NpmFact("kubernetes-models", "node", "kubectl")]
    public void Every_object_is_valid_by_the_schema_of_its_kind()
    {
        foreach (string folder in (string[])["base", "overlays/development", "overlays/production", "job"])
        {
            string[] said = Validated(Rendered(folder));
            Assert.NotEmpty(said);
            Assert.All(said, line => Assert.EndsWith(": valid", line, StringComparison.Ordinal));
        }
    }

    [NpmFact("kubernetes-models", "node", "kubectl")]
    public void A_value_of_another_kind_is_found()
    {
        string wrong = Rendered("overlays/production").Replace("interval: 15s", "interval: soon", StringComparison.Ordinal);
        Assert.Single(Validated(wrong), line => !line.EndsWith(": valid", StringComparison.Ordinal));
    }

    [ToolFact("kubectl")]
    public void A_new_silo_is_there_before_an_old_one_goes_and_an_old_one_has_time_to_save_its_runs()
    {
        V1Deployment silos = Rendered("overlays/production").Split("---\n").Where(text => text.Contains("kind: Deployment", StringComparison.Ordinal))
            .SelectMany(text => KubernetesYaml.LoadAllFromString(text)).OfType<V1Deployment>().Single();
        Assert.Equal("1", silos.Spec.Strategy.RollingUpdate.MaxSurge.Value);
        Assert.Equal("0", silos.Spec.Strategy.RollingUpdate.MaxUnavailable.Value);
        V1Container silo = silos.Spec.Template.Spec.Containers.Single();
        int drain = int.Parse(silo.Env.Single(variable => variable.Name == "TICKSTORM__DRAINSECONDS").Value, null);
        Assert.True(silos.Spec.Template.Spec.TerminationGracePeriodSeconds >= drain + 30);
    }

    [ToolFact("kubectl")]
    public void Only_the_silos_are_behind_the_policy_and_clients_need_only_their_own_label()
    {
        V1NetworkPolicy policy = Rendered("base").Split("---\n").Where(text => text.Contains("kind: NetworkPolicy", StringComparison.Ordinal))
            .SelectMany(text => KubernetesYaml.LoadAllFromString(text)).OfType<V1NetworkPolicy>().Single();
        Assert.Equal("tickstorm", policy.Spec.PodSelector.MatchLabels["app.kubernetes.io/name"]);
        V1NetworkPolicyIngressRule clients = policy.Spec.Ingress.Single(rule => rule.FromProperty[0].PodSelector.MatchExpressions?.Count > 0);
        Assert.Equal("tickstorm-client", clients.FromProperty[0].PodSelector.MatchExpressions[0].Key);
        Assert.Equal(["30000"], clients.Ports.Select(port => port.Port.Value));
    }

    [Fact]
    public void The_manifests_use_settings_and_endpoints_that_exist()
    {
        string settings = Repository.Text("Silo/SiloSettings.cs"), tls = Repository.Text("Contracts/Security/TlsSettings.cs"),
            endpoints = Repository.Text("Silo/Endpoints.cs");
        string all = string.Concat(Directory.GetFiles(s_folder, "*.yaml", SearchOption.AllDirectories).Select(File.ReadAllText));
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

    private static string Rendered(string folder) => Tools.Run("kubectl", "kustomize", Path.Combine(s_folder, folder));

    private static string[] Validated(string text)
    {
        using TempFile file = new("manifests.yaml");
        File.WriteAllText(file.Path, text);
        return Tools.Run("node", Path.Combine(AppContext.BaseDirectory, "data", "schemas.mjs"), NpmFactAttribute.Modules, file.Path)
            .Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    [GeneratedRegex("^apiVersion: (monitoring.coreos.com|keda.sh)/", RegexOptions.Multiline)]
    private static partial Regex Operator();

    [GeneratedRegex(@"TICKSTORM__([A-Z_]+)")]
    private static partial Regex Setting();

    [GeneratedRegex(@"/health/\w+")]
    private static partial Regex HealthPath();

    [GeneratedRegex(@"public (?:string|int) (\w+) \{ get; set; \}")]
    private static partial Regex Property();
}
