using System.Text.Json;
using System.Text.Json.Nodes;

namespace Tickstorm.Client.Replay;

/// <summary>The command <c>replay</c>: recorded vectors run against the device models.</summary>
public static class ReplayRunner
{
    private const int Ok = 0, Unusable = 2;

    /// <summary>Runs every vector of a file.</summary>
    /// <param name="path">A file with one vector a line.</param>
    /// <param name="deviceOptions">Variants of the devices, by name.</param>
    /// <param name="json">JSON lines, one a vector and one of totals; else text.</param>
    /// <param name="output">Where results go.</param>
    /// <param name="error">Where complaints go.</param>
    /// <returns>0 when every vector was replayed, matched or not; 2 for an unreadable file or an unknown option.</returns>
    public static int Run(string path, IReadOnlyDictionary<string, string> deviceOptions, bool json, TextWriter output, TextWriter error)
    {
        ArgumentNullException.ThrowIfNull(deviceOptions);
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(error);
        if (DeviceOptions.Parse(deviceOptions, out string? problem) is not DeviceOptions options)
        {
            error.WriteLine(problem);
            return Unusable;
        }

        IReadOnlyList<Vector> vectors;
        try
        {
            vectors = VectorFile.Read(path);
        }
        catch (VectorFormatException e)
        {
            error.WriteLine(e.Message);
            return Unusable;
        }

        var totals = new Totals();
        foreach (Vector vector in vectors)
        {
            VectorResult result = VectorReplay.Run(vector, options);
            totals.Add(result);
            output.WriteLine(json ? Json(result) : Text(vector, result));
        }

        output.WriteLine(json ? totals.Json() : totals.Text());
        return Ok;
    }

    private static string Json(VectorResult result) => new JsonObject
    {
        ["id"] = result.Id,
        ["observations"] = result.Observations,
        ["wires"] = result.Wires,
        ["matched"] = result.Matched,
        ["total"] = result.Total,
        ["firstMismatch"] = result.FirstMismatch,
    }.ToJsonString();

    private static string Text(Vector vector, VectorResult result)
    {
        string line = $"{(result.FirstMismatch is null ? "ok    " : "differs")} {result.Matched,5}/{result.Total,-5} {result.Id}";
        if (result.FirstMismatch is not JsonObject first)
        {
            return line;
        }

        string note = VectorFile.Text(vector.Header, "note") is string text ? $"\n        note: {text}" : "";
        return $"{line}\n        step {first["step"]} {first["op"]} {first["field"]}: "
            + $"expected {Show(first["expected"])}, got {Show(first["actual"])}{note}";
    }

    private static string Show(JsonNode? node) => node?.ToJsonString(JsonSerializerOptions.Default) ?? "nothing";

    private sealed class Totals
    {
        private int _vectors, _same, _matched, _total;

        internal void Add(VectorResult result)
        {
            _vectors++;
            _same += result.FirstMismatch is null ? 1 : 0;
            _matched += result.Matched;
            _total += result.Total;
        }

        internal string Json() => new JsonObject
        {
            ["vectors"] = _vectors,
            ["vectorsMatched"] = _same,
            ["matched"] = _matched,
            ["total"] = _total,
        }.ToJsonString();

        internal string Text() => $"{_same} of {_vectors} vectors match; {_matched} of {_total} comparisons";
    }
}
