namespace Tickstorm.Engine.Window;

// Who executes a window first, and who a round later than all others.
internal sealed partial class Worker
{
    /// <summary>Executes those of its leaders that are due: what they send is there when the others execute.</summary>
    public void ExecuteLeaders(long untilNs)
    {
        (int first, int count) = _model.Leaders;
        foreach (ref ProcessSlot<LatestExecution> slot in _table.Slots)
            if ((uint)(slot.Process - first) < (uint)count) Execute(ref slot, untilNs);
    }

    /// <summary>Executes every process that takes part and has not been executed, and leaders whose inbox has changed since.</summary>
    /// <param name="untilNs">The window's end.</param>
    /// <param name="answersFirst">True when those who await answers execute a round later.</param>
    public void ExecuteOthers(long untilNs, bool answersFirst)
    {
        foreach (ref ProcessSlot<LatestExecution> slot in _table.Slots)
            if (!slot.Own.HasExecuted) _table.MakeDirty(ref slot);
        List<int> taken = _table.TakeDirty();
        Postpone(answersFirst);
        foreach (int p in taken)
        {
            ref ProcessSlot<LatestExecution> slot = ref _table.Slot(p);
            if (!slot.IsDirty) Execute(ref slot, untilNs);
        }
    }

    private void Postpone(bool answersFirst)
    {
        if (!_isFirst) return;
        _isFirst = false;
        foreach (int writer in _writers) _table.Postpone(writer);
        if (!answersFirst) return;
        foreach (int caller in _awaiting) _table.Postpone(caller);
    }
}
