using Tickstorm.Engine;

namespace Tickstorm.Processes;

/// <summary>The legacy block by itself.</summary>
internal sealed class LegacyCell(LegacyBlock block) : LogicalProcess
{
    private LegacyState _saved = block.State;

    public override long NextLocalNs => block.State.NextNs;

    public override ulong Hash => block.State.Hash;

    public override void Execute(long untilNs, ReadOnlySpan<Message> inbox, Effects effects) => block.Execute(untilNs, effects);

    public override void Save() => _saved = block.State;

    public override void Restore() => block.State = _saved;

    public override void Write(BinaryWriter writer) => StructBytes.Write(writer, ref block.State);

    public override void Read(BinaryReader reader) => StructBytes.Read(reader, ref block.State);

    public override IReadOnlyList<(string Name, string Value)> Describe(long nowNs) =>
        [("next edge", Cells.Text(block.State.NextNs)), ("edges", Cells.Text(block.State.Sequence))];
}
