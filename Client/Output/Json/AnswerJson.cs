using System.Text.Json;
using Tickstorm.Client.Output.Answers;

namespace Tickstorm.Client.Output.Json;

/// <summary>The verdict on each design.</summary>
internal static class AnswerJson
{
    /// <summary>Writes the array.</summary>
    public static void Write(Utf8JsonWriter json, Answer answer)
    {
        json.WriteStartArray("answer");
        foreach (DesignVerdict verdict in answer.Verdicts)
        {
            json.WriteStartObject();
            json.WriteString("design", verdict.Design);
            json.WriteString("verdict", verdict.Word);
            json.WriteString("because", verdict.Because);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
