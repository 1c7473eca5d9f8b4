using System.Text;
using Tickstorm.Traces.Runs;

namespace Tickstorm.Client.Shell;

/// <summary>Text for people: nothing in it commands a terminal.</summary>
internal sealed class PrintableWriter(TextWriter inner) : TextWriter
{
    public override Encoding Encoding => inner.Encoding;

    public override void Write(char value) => inner.Write(Printable.Lines(value.ToString()));

    public override void Write(char[] buffer, int index, int count) => inner.Write(Printable.Lines(new string(buffer, index, count)));

    public override void Write(string? value) => inner.Write(Printable.Lines(value ?? ""));

    public override void WriteLine(string? value) => inner.WriteLine(Printable.Lines(value ?? ""));

    public override void WriteLine() => inner.WriteLine();

    public override void Flush() => inner.Flush();
}
