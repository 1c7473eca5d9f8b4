using System.Text.Encodings.Web;
using System.Text.Json;
using Tickstorm.Client.Output.Answers;
using Tickstorm.Client.Running;
using Tickstorm.Client.Shell;
using Tickstorm.Kernel;
using Tickstorm.Scenarios;
using Tickstorm.Scenarios.Yaml;
using Tickstorm.Traces.Calibration;

namespace Tickstorm.Client.Output.Json;

/// <summary>The object that compare and run print. Names and nesting are a contract: docs/command-line.md.</summary>
internal static class ExperimentJson
{
    /// <summary>Writes the object and a line end; a comparison has an answer, one with a capture how they fit.</summary>
    public static void Write(Stream stream, Experiment experiment, Answer? answer, CaptureFit? fit = null)
    {
        using (Utf8JsonWriter json = new(stream,
            new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            Write(json, experiment, answer, fit);
        }

        stream.Write("\n"u8);
        stream.Flush();
    }

    /// <summary>Writes one object with those of several scenarios.</summary>
    public static void WriteAll(Stream stream, IReadOnlyList<Experiment> experiments)
    {
        using (Utf8JsonWriter json = new(stream,
            new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteString("tickstorm", VersionLine.Version);
            json.WriteStartArray("scenarios");
            foreach (Experiment experiment in experiments) Write(json, experiment, null, null);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        stream.Write("\n"u8);
        stream.Flush();
    }

    private static void Write(Utf8JsonWriter json, Experiment experiment, Answer? answer, CaptureFit? fit)
    {
        Scenario s = experiment.Scenario;
        json.WriteStartObject();
        json.WriteString("tickstorm", VersionLine.Version);
        json.WriteString("scenario", s.Name);
        json.WriteNumber("seed", s.Run.Seed);
        if (experiment.Seeds > 1) json.WriteNumber("seeds", experiment.Seeds);
        json.WriteString("kernel", Word(s, "kernel"));
        json.WriteNumber("cpus", s.Machine.Cpus);
        json.WriteNumber("hz", s.Tick.Hz);
        json.WriteString("mode", Word(s, "mode"));
        json.WriteString("phases", s.Tick.PhaseList is null ? Word(s, "phases") : "listed");
        json.WriteNumber("durationNs", s.Run.DurationNs);
        json.WriteFigure("simulatedNs", experiment.SimulatedNs);
        json.WriteBoolean("complete", experiment.Complete);
        json.WriteNumber("lateThresholdNs", s.Run.LateNs);
        json.WritePropertyName("parameters");
        ScenarioParameters.Of(s).WriteTo(json);
        json.WriteString("parametersSha256", ScenarioParameters.Sha256(s));
        if (experiment.Designs.Any(outcome => s.OwnDesign(outcome.Design) is not null))
        {
            json.WriteStartArray("ownDesigns");
            foreach (DesignOutcome outcome in experiment.Designs) s.OwnDesign(outcome.Design)?.ToJson().WriteTo(json);
            json.WriteEndArray();
        }

        json.WriteStartArray("notes");
        foreach (string note in BootNotes.Of(s)) json.WriteStringValue(note);
        json.WriteEndArray();
        if (fit is not null) FitJson.Write(json, fit);
        json.WriteStartArray("designs");
        foreach (DesignOutcome outcome in experiment.Designs)
        {
            if (experiment.Seeds == 1) DesignJson.Write(json, outcome.First);
            else SeedsJson.Write(json, outcome);
        }

        json.WriteEndArray();
        if (answer is not null) AnswerJson.Write(json, answer);
        json.WriteEndObject();
    }

    private static string Word(Scenario scenario, string name) => (string)ScenarioKeys.Find(name)!.Value(scenario)!;
}
