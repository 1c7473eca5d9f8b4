using System.Text.Json.Nodes;
using YamlDotNet.RepresentationModel;

namespace Tickstorm.Scenarios.Yaml.Keys;

/// <summary>workload.inject: interrupts that come to local APICs from outside, and register writes.</summary>
internal sealed class InjectKey()
    : ScenarioKey(
        "workload.inject",
        "Interrupts that come to a CPU's local APIC from outside, and writes of its registers and of the IO-APIC's: a list of " +
        Forms + "; vectors are 16 to 255, as in 0xef; registers and their values " + WrittenRegisters.Expected + ".")
{
    private const string Forms =
        "{at, cpu, vector}, {at, cpu, nmi: true}, {at, cpu, register, value} or {at, ioapic: 0, register, value}";

    private static readonly ScalarType<long> s_at = ScalarTypes.Duration(1, ScalarTypes.DayNs);
    private static readonly ScalarType<int> s_cpu = ScalarTypes.Whole(0, 999_999);
    private static readonly ScalarType<int> s_ioApic = ScalarTypes.Whole(0, 0);
    private static readonly ScalarType<int> s_vector = new(
        "a vector from 16 to 255, as in 0xef",
        (string text, bool quoted, out int value) => CpuInjection.TryParseVector(text, out value),
        value => JsonValue.Create($"0x{value:x2}"),
        () => HexOr(CpuInjection.LowestVector, digits: 2, highest: byte.MaxValue));

    private static readonly ScalarType<(WrittenRegister Register, int Pin)> s_register = new(
        "a register: " + string.Join(", ", WrittenRegisters.OfLocalApic.Concat(WrittenRegisters.OfIoApic)),
        (string text, bool quoted, out (WrittenRegister Register, int Pin) value) =>
            WrittenRegisters.TryParse(text, out value.Register, out value.Pin),
        value => JsonValue.Create(value.Register.Name(value.Pin)),
        RegisterNames);

    private static readonly ScalarType<uint> s_value = new(
        "a value, as in 0x20",
        (string text, bool quoted, out uint value) => CpuInjection.TryParseValue(text, out value),
        value => JsonValue.Create($"0x{value:x2}"),
        () => HexOr(0, digits: 8, highest: uint.MaxValue));

    public override string Expected => "a list of " + Forms;

    public override JsonNode? Value(Scenario scenario) => new JsonArray([.. scenario.Workload.Injections.Select(ToJson)]);

    public override JsonObject Schema() => new()
    {
        ["type"] = "array",
        ["items"] = new JsonObject
        {
            ["type"] = "object",
            ["additionalProperties"] = false,
            ["required"] = new JsonArray("at"),
            ["oneOf"] = new JsonArray(Requires("cpu"), Requires("ioapic")),
            ["properties"] = new JsonObject
            {
                ["at"] = s_at.Schema(),
                ["cpu"] = s_cpu.Schema(),
                ["ioapic"] = s_ioApic.Schema(),
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
        JsonObject json = new() { ["at"] = Durations.Format(injection.TimeNs) };
        if (injection.IsOfIoApic) json["ioapic"] = 0;
        else json["cpu"] = injection.Cpu;
        if (injection.IsWrite)
        {
            json["register"] = s_register.Format((injection.Register, injection.Pin));
            json["value"] = s_value.Format(injection.Value);
            return json;
        }

        if (injection.IsNmi) json["nmi"] = true;
        else json["vector"] = s_vector.Format(injection.Vector);
        return json;
    }

    private static JsonObject Requires(string key) => new() { ["required"] = new JsonArray(key) };

    private static JsonObject RegisterNames() => new()
    {
        ["anyOf"] = new JsonArray(
            new JsonObject { ["enum"] = new JsonArray([.. WrittenRegisters.OfLocalApic.Select(name => JsonValue.Create(name))]) },
            new JsonObject { ["type"] = "string", ["pattern"] = "^redirection-(0|[1-9][0-9]{0,2})-(low|high)$" }),
    };

    private static JsonObject HexOr(int lowest, int digits, long highest) => new()
    {
        ["anyOf"] = new JsonArray(
            new JsonObject { ["type"] = "string", ["pattern"] = $"^0x[0-9a-fA-F]{{1,{digits}}}$" },
            new JsonObject { ["type"] = "integer", ["minimum"] = lowest, ["maximum"] = highest }),
    };

    private static CpuInjection ReadOne(YamlNode item, string path, ProblemList problems)
    {
        CpuInjection injection = new();
        bool hasCpu = false, hasIoApic = false, nmi = false, hasValue = false;
        bool known = FieldList.Of(item, path, problems, required: false,
            ("at", n => { if (Read(n, "at", s_at, out long v)) injection = injection with { TimeNs = v }; }),
            ("cpu", n => { if (hasCpu = Read(n, "cpu", s_cpu, out int v)) injection = injection with { Cpu = v }; }),
            ("ioapic", n => hasIoApic = Read(n, "ioapic", s_ioApic, out _)),
            ("vector", n => { if (Read(n, "vector", s_vector, out int v)) injection = injection with { Vector = v }; }),
            ("nmi", n => { if (Read(n, "nmi", ScalarTypes.Flag, out bool v)) nmi = v; }),
            ("register", n => injection = Read(n, "register", s_register, out (WrittenRegister Register, int Pin) v)
                ? injection with { Register = v.Register, Pin = v.Pin } : injection),
            ("value", n => { if (hasValue = Read(n, "value", s_value, out uint v)) injection = injection with { Value = v }; }));
        if (!known) return injection;
        if (injection.TimeNs == 0) problems.Add(item, $"{path} lacks at");
        else if ((Whose() ?? What()) is { } wrong) problems.Add(item, $"{path}{wrong}");
        return nmi ? injection with { Vector = CpuInjection.Nmi } : injection;

        string? Whose() => (hasCpu, hasIoApic) switch
        {
            (false, false) => " lacks cpu",
            (true, true) => " has both cpu and ioapic",
            (false, true) when injection.Vector > 0 || nmi => " is an interrupt; those come to a cpu, not to the ioapic",
            (false, true) when injection.IsWrite && !injection.IsOfIoApic =>
                $".register is {injection.RegisterName}; the ioapic has {string.Join(", ", WrittenRegisters.OfIoApic)}",
            (true, false) when injection.IsOfIoApic =>
                $".register is {injection.RegisterName}; a cpu has {string.Join(", ", WrittenRegisters.OfLocalApic)}",
            _ => null,
        };

        string? What() => (injection.Vector > 0, nmi, injection.IsWrite, hasValue) switch
        {
            (false, false, false, false) => hasIoApic ? " lacks register" : " lacks vector, nmi or register",
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
