using System.Text.Json.Nodes;
using Tickstorm.Hardware;

namespace Tickstorm.Client.Replay;

/// <summary>What the replay watches: the lines of the vector's <c>watch</c>, and messages.</summary>
internal sealed class Wires(BoardLines watched, bool messages) : IBoardWatch
{
    private readonly Dictionary<int, bool> _levels = [];

    internal JsonArray Edges { get; private set; } = [];

    internal JsonArray Messages { get; private set; } = [];

    internal void Clear()
    {
        Edges = [];
        Messages = [];
    }

    /// <summary>A line that is high from the start.</summary>
    internal void StartsHigh(int line)
    {
        if (watched == BoardLines.PicInputs)
        {
            _levels[line] = true;
        }
    }

    public void Line(BoardLines kind, int line, bool high)
    {
        if (kind == watched && _levels.GetValueOrDefault(line) != high)
        {
            _levels[line] = high;
            Edges.Add(new JsonArray(line, high ? 1 : 0));
        }
    }

    public void Message(in BusMessage message)
    {
        if (messages)
        {
            Messages.Add(new JsonObject
            {
                ["dest"] = message.Destination,
                ["dest_mode"] = message.Logical ? 1 : 0,
                ["delivery_mode"] = (int)message.Mode,
                ["vector"] = message.Vector,
                ["trigger"] = message.Level ? 1 : 0,
            });
        }
    }
}
