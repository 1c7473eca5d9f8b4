using Tickstorm.Traces.Runs;

namespace Tickstorm.Traces.Formats.TraceDat;

/// <summary>trace.dat, version 6: for trace-cmd and KernelShark.</summary>
internal sealed class TraceDatFormat : TraceFormat
{
    public override string Name => "trace.dat";

    public override IReadOnlyList<string> Endings { get; } = [".dat"];

    public override bool Recognises(string path, ReadOnlySpan<byte> begin) => begin.StartsWith(DatLayout.Magic);

    public override string Read(string path, ICaptureSink sink)
    {
        using FileStream file = TraceStreams.Open(path);
        TraceDatReader.Read(file, path, sink);
        return Name;
    }

    public override TraceWriter Open(string path, TraceRunInfo info) => new TraceDatWriter(path, info);
}
