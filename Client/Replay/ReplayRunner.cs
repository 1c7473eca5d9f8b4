using System.Text.Json;
using System.Text.Json.Nodes;
using Tickstorm.Traces.Inputs;

namespace Tickstorm.Client.Replay;

/// <summary>The command <c>replay</c>: recorded vectors run against the device models.</summary>
public static class ReplayRunner
{
    private const int Ok = 0, Differs = 1, Unusable = 2;

    /// <summary>Runs every vector of a file.</summary>
    /// <param name="path">A file with one vector a line.</param>
    /// <param name="deviceOptions">Variants of the devices, by name.</param>
    /// <param name="json">JSON lines, one a vector and one of totals; else text.</param>
    /// <param name="output">Where results go.</param>
    /// <param name="error">Where complaints go.</param>
    /// <returns>0 when every vector matches; 1 when one differs; 2 for an unreadable file or an unknown option.</returns>
    public static int Run(string path, IReadOnlyDictionary<string, string> deviceOptions, bool json, TextWriter output, TextWriter error) =>
        Run(new InputFile(path), deviceOptions, json, output, error);

    /// <summary>The same for a pipe or standard input too.</summary>
    public static int Run(
        InputFile input, IReadOnlyDictionary<string, string> deviceOptions, bool json, TextWriter output, TextWriter error)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(deviceOptions);
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(error);
        if (DeviceOptions.Parse(deviceOptions, out string? problem) is not DeviceOptions options)
        {
            error.WriteLine(problem);
            return Unusable;
        }

        try
        {
            return Run(input, options, json, output);
        }
        catch (VectorFormatException e)
        {
            error.WriteLine(e.Message);
            return Unusable;
        }
    }

    private static int Run(InputFile input, DeviceOptions options, bool json, TextWriter output)
    {
        List<Vector> vectors = [.. VectorFile.Read(input)];
        Totals totals = new();
        foreach (Vector vector in vectors)
        {
            VectorResult result = VectorReplay.Run(
                vector, options with { Deviations = options.Deviations ?? Deviations.CalledForBy(vector) }, input.Cancel);
            string[]? needs = Deviations.NeededBy(vector, options, input.Cancel) is Deviation set ? [.. Deviations.NamesOf(set)] : null;
            totals.Add(result, needs);
            output.WriteLine(json ? Json(result, needs) : Text(vector, result, needs));
        }

        output.WriteLine(json ? totals.Json() : totals.Text());
        return totals.AllMatch ? Ok : Differs;
    }

    private static string Json(VectorResult result, string[]? needs) => new JsonObject
    {
        ["id"] = result.Id,
        ["observations"] = result.Observations,
        ["wires"] = result.Wires,
        ["matched"] = result.Matched,
        ["total"] = result.Total,
        ["firstMismatch"] = result.FirstMismatch,
        ["deviations"] = needs is null ? null : new JsonArray([.. needs.Select(name => JsonValue.Create(name))]),
    }.ToJsonString();

    private static string Text(Vector vector, VectorResult result, string[]? needs)
    {
        string line = $"{(result.FirstMismatch is null ? "ok    " : "differs")} {result.Matched,5}/{result.Total,-5} {result.Id}";
        if (result.FirstMismatch is not JsonObject first)
        {
            return needs is { Length: > 0 } ? $"{line}  (recorded with {string.Join(", ", needs)})" : line;
        }

        string note = VectorFile.Text(vector.Header, "note") is string text ? $"\n        note: {text}" : "";
        return $"{line}\n        step {first["step"]} {first["op"]} {first["field"]}: "
            + $"expected {Show(first["expected"])}, got {Show(first["actual"])}{note}"
            + (needs is null ? "" : needs is [] ? "\n        the data sheets agree" : $"\n        agrees with {string.Join(", ", needs)}");
    }

    private static string Show(JsonNode? node) => node?.ToJsonString(JsonSerializerOptions.Default) ?? "nothing";

    private sealed class Totals
    {
        private int _vectors, _same, _dataSheet, _matched, _total;

        internal bool AllMatch => _same == _vectors;

        internal void Add(VectorResult result, string[]? needs)
        {
            _vectors++;
            _same += result.FirstMismatch is null ? 1 : 0;
            _dataSheet += needs is [] ? 1 : 0;
            _matched += result.Matched;
            _total += result.Total;
        }

        internal string Json() => new JsonObject
        {
            ["vectors"] = _vectors,
            ["vectorsMatched"] = _same,
            ["vectorsWithoutDeviation"] = _dataSheet,
            ["matched"] = _matched,
            ["total"] = _total,
        }.ToJsonString();

        internal string Text() =>
            $"{_same} of {_vectors} vectors match; {_matched} of {_total} comparisons. {_dataSheet} vectors agree with the data " +
            $"sheets alone.";
    }
}
