using System.Text.Json;
using Tickstorm.Client.Output.Json;
using Tickstorm.Contracts.Runs;

namespace Tickstorm.Client.Cluster;

/// <summary>Where runs are, as JSON. Names and nesting are a contract: docs/command-line.md.</summary>
internal static class RunJson
{
    /// <summary>Writes one run.</summary>
    public static void Write(Stream stream, string run, RunPace pace) => Write(stream, json => Write(json, run, pace, null));

    /// <summary>Writes a list of runs.</summary>
    public static void Write(Stream stream, IEnumerable<(KnownRun Run, RunPace Pace)> runs) => Write(stream, json =>
    {
        json.WriteStartObject();
        json.WriteStartArray("runs");
        foreach ((KnownRun run, RunPace pace) in runs) Write(json, run.Name, pace, run.EndedAt);
        json.WriteEndArray();
        json.WriteEndObject();
    });

    private static void Write(Stream stream, Action<Utf8JsonWriter> write)
    {
        using (Utf8JsonWriter json = new(stream, new JsonWriterOptions { Indented = true })) write(json);
        stream.Write("\n"u8);
        stream.Flush();
    }

    private static void Write(Utf8JsonWriter json, string run, RunPace pace, DateTimeOffset? endedAt)
    {
        RunProgress now = pace.Now;
        json.WriteStartObject();
        json.WriteString("run", run);
        json.WriteString("status", now.Status.ToString().ToLowerInvariant());
        json.WriteString("owner", now.Owner);
        if (now.Place > 0) json.WriteNumber("place", now.Place);
        json.WriteString("failure", now.Failure);
        json.WriteString("waits", now.Trouble);
        json.WriteNumber("committedNs", now.CommittedNs);
        json.WriteNumber("durationNs", now.DurationNs);
        json.WriteFigure("share", pace.Share);
        json.WriteFigure("nsPerSecond", pace.NsPerSecond);
        json.WriteFigure("secondsLeft", pace.SecondsLeft);
        json.WriteNumber("epoch", now.Epoch);
        json.WriteNumber("window", now.Window);
        json.WriteNumber("windows", now.Windows);
        json.WriteNumber("rounds", now.Rounds);
        json.WriteNumber("executed", now.Executed);
        json.WriteNumber("committed", now.Committed);
        json.WriteNumber("grainCalls", now.Turns);
        json.WriteNumber("bytesBetweenSilos", now.BytesSent);
        if (endedAt is { } at) json.WriteString("endedAt", at);
        WriteAll("silos", now.Silos);
        WriteAll("story", now.Story);
        json.WriteEndObject();

        void WriteAll(string name, string[] values)
        {
            json.WriteStartArray(name);
            foreach (string value in values) json.WriteStringValue(value);
            json.WriteEndArray();
        }
    }
}
