using Tickstorm.Traces.Runs;

namespace Tickstorm.Traces.Formats.Ctf;

/// <summary>A folder in the Common Trace Format 1.8: for babeltrace2 and Trace Compass.</summary>
internal sealed class CtfFormat : TraceFormat
{
    public override string Name => "ctf";

    public override IReadOnlyList<string> Endings { get; } = [".ctf"];

    public override int BytesPerRecord => 47;

    public override bool Recognises(string path, ReadOnlySpan<byte> begin) => Directory.Exists(path);

    public override string Read(string path, ICaptureSink sink)
    {
        CtfReader.Read(path, sink);
        return Name;
    }

    public override TraceWriter Open(TraceTarget target, TraceRunInfo info) =>
        target.Folder(folder => new CtfWriter(folder, info), CtfFolder.Stranger);
}
