using System.Text.Json.Nodes;
using YamlDotNet.RepresentationModel;

namespace Tickstorm.Scenarios.Yaml.Keys;

/// <summary>workload.inject: interrupts and register writes that come to local APICs from outside.</summary>
internal sealed class InjectKey()
    : ScenarioKey(
        "workload.inject",
        "Interrupts that come to a CPU's local APIC from outside, and writes of its registers: a list of {at, cpu, vector}, {at, cpu, " +
        "nmi: true} or {at, cpu, register, value}; vectors are 16 to 255, as in 0xef; registers and their values " +
        WrittenRegisters.Expected + ".")
{
    private static readonly ScalarType<long> s_at = ScalarTypes.Duration(1, ScalarTypes.DayNs);
    private static readonly ScalarType<int> s_cpu = ScalarTypes.Whole(0, 999_999);
    private static readonly ScalarType<int> s_vector = new(
        "a vector from 16 to 255, as in 0xef",
        (string text, bool quoted, out int value) => CpuInjection.TryParseVector(text, out value),
        value => JsonValue.Create($"0x{value:x2}"),
        () => HexOr(CpuInjection.LowestVector, digits: 2, highest: byte.MaxValue));

    private static readonly ScalarType<WrittenRegister> s_register = ScalarTypes.Word([.. WrittenRegisters.All]);
    private static readonly ScalarType<uint> s_value = new(
        "a value, as in 0x20",
        (string text, bool quoted, out uint value) => CpuInjection.TryParseValue(text, out value),
        value => JsonValue.Create($"0x{value:x2}"),
        () => HexOr(0, digits: 8, highest: uint.MaxValue));

    public override string Expected => "a list of {at, cpu, vector}, {at, cpu, nmi: true} or {at, cpu, register, value}";

    public override JsonNode? Value(Scenario scenario) => new JsonArray([.. scenario.Workload.Injections.Select(ToJson)]);

    public override JsonObject Schema() => new()
    {
        ["type"] = "array",
        ["items"] = new JsonObject
        {
            ["type"] = "object",
            ["additionalProperties"] = false,
            ["required"] = new JsonArray("at", "cpu"),
            ["properties"] = new JsonObject
            {
                ["at"] = s_at.Schema(),
                ["cpu"] = s_cpu.Schema(),
                ["vector"] = s_vector.Schema(),
                ["nmi"] = ScalarTypes.Flag.Schema(),
                ["register"] = s_register.Schema(),
                ["value"] = s_value.Schema(),
            },
        },
    };

    internal override Scenario Read(YamlNode node, Scenario scenario, ProblemList problems)
    {
        if (node is not YamlSequenceNode list)
        {
            problems.Add(node, $"{Path} is {Scalars.Describe(node)}; it must be {Expected}");
            return scenario;
        }

        int before = problems.Count;
        List<CpuInjection> read = [.. list.Children.Select((item, i) => ReadOne(item, $"{Path}[{i}]", problems))];
        return problems.Count == before
            ? scenario with { Workload = scenario.Workload with { Injections = [.. read.OrderBy(one => one.TimeNs)] } } : scenario;
    }

    private static JsonObject ToJson(CpuInjection injection)
    {
        JsonObject json = new() { ["at"] = Durations.Format(injection.TimeNs), ["cpu"] = injection.Cpu };
        if (injection.IsWrite)
        {
            json["register"] = s_register.Format(injection.Register);
            json["value"] = s_value.Format(injection.Value);
            return json;
        }

        if (injection.IsNmi) json["nmi"] = true;
        else json["vector"] = s_vector.Format(injection.Vector);
        return json;
    }

    private static JsonObject HexOr(int lowest, int digits, long highest) => new()
    {
        ["anyOf"] = new JsonArray(
            new JsonObject { ["type"] = "string", ["pattern"] = $"^0x[0-9a-fA-F]{{1,{digits}}}$" },
            new JsonObject { ["type"] = "integer", ["minimum"] = lowest, ["maximum"] = highest }),
    };

    private static CpuInjection ReadOne(YamlNode item, string path, ProblemList problems)
    {
        CpuInjection injection = new();
        bool hasCpu = false, nmi = false, hasValue = false;
        bool known = FieldList.Of(item, path, problems, required: false,
            ("at", n => { if (Read(n, "at", s_at, out long v)) injection = injection with { TimeNs = v }; }),
            ("cpu", n => { if (hasCpu = Read(n, "cpu", s_cpu, out int v)) injection = injection with { Cpu = v }; }),
            ("vector", n => { if (Read(n, "vector", s_vector, out int v)) injection = injection with { Vector = v }; }),
            ("nmi", n => { if (Read(n, "nmi", ScalarTypes.Flag, out bool v)) nmi = v; }),
            ("register", n => { if (Read(n, "register", s_register, out WrittenRegister v)) injection = injection with { Register = v }; }),
            ("value", n => { if (hasValue = Read(n, "value", s_value, out uint v)) injection = injection with { Value = v }; }));
        if (!known) return injection;
        if (injection.TimeNs == 0 || !hasCpu) problems.Add(item, $"{path} lacks {(hasCpu ? "at" : "cpu")}");
        else if (What() is { } wrong) problems.Add(item, $"{path}{wrong}");
        return nmi ? injection with { Vector = CpuInjection.Nmi } : injection;

        string? What() => (injection.Vector > 0, nmi, injection.IsWrite, hasValue) switch
        {
            (false, false, false, false) => " lacks vector, nmi or register",
            (true, true, false, _) => " has both vector and nmi",
            (false, false, true, false) => " lacks value",
            (_, _, false, true) => " lacks register",
            (false, false, true, true) when !injection.Register.Takes(injection.Value) =>
                ".value " + injection.Register.Refusal(injection.Value),
            (false, false, true, true) or (true, false, false, _) or (false, true, false, _) => null,
            _ => " has both an interrupt and a register",
        };

        bool Read<T>(YamlNode n, string name, ScalarType<T> type, out T value) =>
            Scalars.TryRead(n, $"{path}.{name}", type, problems, out value);
    }
}
