namespace Tickstorm.Engine.Window;

/// <summary>Which windows of a range of processes a trace of anomalies needs: see <see cref="ISimulationModel.TraceNeed"/>.</summary>
internal sealed class TraceMarks
{
    private readonly ISimulationModel _model;
    private readonly int _first;
    private readonly ulong[] _marks;

    /// <summary>The marks of those of a range that are one's own, as they are now.</summary>
    public TraceMarks(ISimulationModel model, int first, int count, Func<int, bool> isOwn)
    {
        _model = model;
        _first = first;
        _marks = new ulong[count];
        for (int i = 0; i < count; i++)
            if (isOwn(first + i)) _marks[i] = model.TraceNeed(first + i);
    }

    /// <summary>True when the window that a process has just executed is needed. To be asked once of each.</summary>
    public bool Needs(int process)
    {
        ref ulong mark = ref _marks[process - _first];
        ulong before = mark;
        mark = _model.TraceNeed(process);
        return mark != before || (mark & ISimulationModel.OpenMark) != 0;
    }
}
