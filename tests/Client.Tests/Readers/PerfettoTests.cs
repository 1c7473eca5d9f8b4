using System.Text.Json;

namespace Tickstorm.Tests.Readers;

/// <summary>Our Perfetto traces by the fields of Perfetto's public .proto.</summary>
public sealed class PerfettoTests
{
    [NpmFact("protobufjs", "node")]
    public void Every_byte_is_of_a_field_of_the_public_proto_and_the_answer_is_in_rows_arrows_and_counters()
    {
        JsonElement edge = Decoded("irq0-edge", "64"), native = Decoded("native-lapic", "4");

        Assert.Empty(edge.GetProperty("faults").EnumerateArray().Select(fault => fault.GetString()));
        Assert.Empty(native.GetProperty("faults").EnumerateArray().Select(fault => fault.GetString()));
        Assert.Equal((64, 4), (Number(edge, "tracks"), Number(native, "tracks")));
        // 63 ticks dropped behind the holder, each with an arrow; the queue that they stood in.
        Assert.Equal((63, 64), (Number(edge.GetProperty("slices"), "CPU lost ticks"), Number(edge, "longest")));
        Assert.InRange(Number(edge, "flows"), 63, 127);
        Assert.Equal((0, 40), (Number(native, "flows"), Number(native.GetProperty("slices"), "CPU pending")));
    }

    private static int Number(JsonElement one, string name) => one.GetProperty(name).GetInt32();

    private static JsonElement Decoded(string design, string cpus)
    {
        using TempFile file = new("run.pftrace");
        Assert.Equal(0, ClientRun.Real("run", "irq0-2007", "--design", design, "--cpus", cpus, "--trace", file.Path).ExitCode);
        string script = Path.Combine(AppContext.BaseDirectory, "data", "decode-perfetto.cjs");
        JsonElement decoded = JsonDocument.Parse(Tools.Run("node", script, NpmFactAttribute.Modules, file.Path)).RootElement;
        // What it holds is what analyze reads back.
        JsonElement analysis = JsonDocument.Parse(ClientRun.Real("analyze", file.Path, "--json", "-").Output).RootElement;
        Assert.Equal("perfetto", analysis.GetProperty("source").GetProperty("format").GetString());
        Assert.Equal(Number(decoded, "records"), Number(analysis.GetProperty("source"), "events"));
        return decoded;
    }
}
