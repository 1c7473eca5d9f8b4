using Tickstorm.Traces.Runs;

namespace Tickstorm.Traces.Formats.TraceDat;

/// <summary>trace.dat: written in version 6 for trace-cmd and KernelShark; those of real kernels are read in versions 6 and 7.</summary>
internal sealed class TraceDatFormat : TraceFormat
{
    public override string Name => "trace.dat";

    public override IReadOnlyList<string> Endings { get; } = [".dat"];

    public override int BytesPerRecord => 50;

    public override bool Recognises(string path, ReadOnlySpan<byte> begin) =>
        begin.StartsWith(DatLayout.Magic) || begin.StartsWith(DatSpool.Magic);

    public override string Read(TraceInput input, ICaptureSink sink)
    {
        using FileStream file = input.Anywhere();
        if (!input.Begin.StartsWith(DatSpool.Magic))
        {
            using KernelDat dat = KernelDat.Read(file, input.Name);
            if (dat.IsOurs)
            {
                file.Position = 0;
                TraceDatReader.Read(file, input, sink);
            }
            else
            {
                new KernelDatReader(dat, file, input, sink).Read();
            }

            return Name;
        }

        TraceDatReader.ReadSpool(file, input, sink);
        return Name + DatSpool.Ending;
    }

    public override TraceWriter Open(TraceTarget target, TraceRunInfo info) => target.File(
        (stream, output) => new TraceDatWriter(
            stream, (output?.Path ?? Path.Combine(Path.GetTempPath(), Path.GetRandomFileName())) + DatSpool.Ending, info, output),
        isLast: true);
}
