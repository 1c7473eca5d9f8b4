using Tickstorm.Engine;

namespace Tickstorm.Processes.Lines;

/// <summary>A line group by itself.</summary>
internal sealed class LineGroupProcess(LineGroup domain) : LogicalProcess
{
    private readonly LineGroupState _saved = domain.State.Clone();

    public override long NextLocalNs => domain.NextLocalNs;

    public override ulong Hash => domain.State.Hash;

    public override void Execute(long untilNs, ReadOnlySpan<Message> inbox, Effects effects) => domain.Execute(untilNs, inbox, effects);

    public override void Save() => domain.State.CopyTo(_saved);

    public override void Restore() => _saved.CopyTo(domain.State);

    public override void Write(BinaryWriter writer) => LineGroupBytes.Write(writer, domain.State);

    public override void Read(BinaryReader reader) => LineGroupBytes.Read(reader, domain.State);

    public override IReadOnlyList<(string Name, string Value)> Describe(long nowNs)
    {
        List<(string, string)> rows = new();
        for (int i = 0; i < domain.State.Lines.Length; i++)
        {
            ref LineState line = ref domain.State.Lines[i];
            string name = i == 0 ? "IRQ0" : $"device {i - 1}";
            rows.Add(($"{name} flow", line.Flow.ToString()));
            rows.Add(($"{name} flags", line.Flags.ToString()));
            rows.Add(($"{name} owner", Cells.Text(line.Owner)));
            rows.Add(($"{name} waiting", Cells.Text(domain.State.Queues[i].Count)));
            rows.Add(($"{name} acquisitions", Cells.Text(line.Acquisitions)));
            rows.Add(($"{name} handler runs", Cells.Text(line.Runs)));
        }

        return rows;
    }
}
