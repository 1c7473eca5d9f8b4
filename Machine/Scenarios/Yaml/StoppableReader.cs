namespace Tickstorm.Scenarios.Yaml;

/// <summary>Text that is read to its end, or to the moment at which the user wants to stop.</summary>
internal sealed class StoppableReader(string text, CancellationToken cancel) : StringReader(text)
{
    private const int LookEvery = 4_096;
    private int _sinceLook;

    public override int Read()
    {
        if (++_sinceLook % LookEvery == 0) cancel.ThrowIfCancellationRequested();
        return base.Read();
    }

    public override int Read(char[] buffer, int index, int count)
    {
        cancel.ThrowIfCancellationRequested();
        return base.Read(buffer, index, count);
    }
}
