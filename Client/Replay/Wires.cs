using System.Text.Json.Nodes;
using Tickstorm.Hardware;

namespace Tickstorm.Client.Replay;

/// <summary>What the replay watches: the lines of the vector's <c>watch</c>, and messages.</summary>
internal sealed class Wires(BoardLines watched, bool messages) : IBoardWatch
{
    /// <summary>More than this of one vector nobody has recorded.</summary>
    internal const int Most = 65_536;

    private readonly Dictionary<int, bool> _levels = [];
    private int _count;

    internal JsonArray Edges { get; private set; } = [];

    internal JsonArray Messages { get; private set; } = [];

    /// <summary>True when there were more than <see cref="Most"/>; the rest is not kept.</summary>
    internal bool TooMany => _count > Most;

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
            if (++_count <= Most) Edges.Add(new JsonArray(line, high ? 1 : 0));
        }
    }

    public void Message(in BusMessage message)
    {
        if (messages && ++_count <= Most)
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
