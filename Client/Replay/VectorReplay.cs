using System.Text.Json;
using System.Text.Json.Nodes;

namespace Tickstorm.Client.Replay;

/// <summary>What came of a vector.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Observations">What each observing step showed.</param>
/// <param name="Wires">The edges and messages of each step that had any.</param>
/// <param name="Matched">Comparisons that agreed.</param>
/// <param name="Total">Comparisons: one for each observation, one for each step with edges or messages on either side.</param>
/// <param name="FirstMismatch">Step, operation, field, expected and actual; or null.</param>
internal sealed record VectorResult(
    string Id, JsonArray Observations, JsonArray Wires, int Matched, int Total, JsonObject? FirstMismatch);

/// <summary>Runs one vector from machine reset.</summary>
internal static class VectorReplay
{
    /// <exception cref="VectorFormatException">A step does more than can be compared.</exception>
    internal static VectorResult Run(Vector vector, DeviceOptions options, CancellationToken cancel)
    {
        Board board = new(vector, options);
        board.Wires.Clear();
        JsonArray observations = [], wires = [];
        int matched = 0, total = 0;
        JsonObject? mismatch = null;

        void Compare(int index, Step step, string field, JsonElement? expected, JsonNode? seen)
        {
            total++;
            if (JsonCompare.Same(expected, seen))
            {
                matched++;
                return;
            }

            mismatch ??= new JsonObject
            {
                ["step"] = index,
                ["op"] = step.Op,
                ["field"] = field,
                ["expected"] = expected is JsonElement e ? JsonNode.Parse(e.GetRawText()) : null,
                ["actual"] = seen?.DeepClone(),
            };
        }

        for (int i = 0; i < vector.Steps.Count; i++)
        {
            cancel.ThrowIfCancellationRequested();
            Step step = new(vector.Steps[i]);
            JsonNode? seen = StepRunner.Run(board, step);
            if (board.Wires.TooMany)
            {
                throw new VectorFormatException(
                    $"{vector.Where}: with step {i} there are more than {Wires.Most} edges and messages; fewer were expected");
            }

            string? field = step.Has("obs") ? "obs" : step.Has("taken") ? "taken" : null;
            if (field is not null)
            {
                observations.Add(seen?.DeepClone());
                Compare(i, step, field, step.Field(field), seen);
            }

            JsonArray edges = board.Wires.Edges, messages = board.Wires.Messages;
            if (edges.Count > 0 || messages.Count > 0)
            {
                wires.Add(new JsonObject { ["step"] = i, ["irq"] = edges.DeepClone(), ["msg"] = messages.DeepClone() });
            }

            if (edges.Count > 0 || step.Has("irq"))
            {
                Compare(i, step, "irq", step.Field("irq"), edges);
            }

            if (messages.Count > 0 || step.Has("msg"))
            {
                Compare(i, step, "msg", step.Field("msg"), messages);
            }

            board.Wires.Clear();
        }

        return new VectorResult(vector.Id, observations, wires, matched, total, mismatch);
    }
}
