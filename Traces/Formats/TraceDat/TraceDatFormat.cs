using Tickstorm.Traces.Runs;

namespace Tickstorm.Traces.Formats.TraceDat;

/// <summary>trace.dat, version 6: for trace-cmd and KernelShark.</summary>
internal sealed class TraceDatFormat : TraceFormat
{
    public override string Name => "trace.dat";

    public override IReadOnlyList<string> Endings { get; } = [".dat"];

    public override int BytesPerRecord => 50;

    public override bool Recognises(string path, ReadOnlySpan<byte> begin) =>
        begin.StartsWith(DatLayout.Magic) || begin.StartsWith(DatSpool.Magic);

    public override string Read(string path, ICaptureSink sink)
    {
        using FileStream file = TraceStreams.Open(path);
        Span<byte> begin = stackalloc byte[DatSpool.Magic.Length];
        RandomAccess.Read(file.SafeFileHandle, begin, 0);
        if (!begin.SequenceEqual(DatSpool.Magic))
        {
            TraceDatReader.Read(file, path, sink);
            return Name;
        }

        TraceDatReader.ReadSpool(file, path, sink);
        return Name + DatSpool.Ending;
    }

    public override TraceWriter Open(TraceTarget target, TraceRunInfo info) => target.File(
        (stream, output) => new TraceDatWriter(
            stream, (output?.Path ?? Path.Combine(Path.GetTempPath(), Path.GetRandomFileName())) + DatSpool.Ending, info, output),
        isLast: true);
}
