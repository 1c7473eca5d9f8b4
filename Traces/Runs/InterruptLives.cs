using Tickstorm.Tracing;

namespace Tickstorm.Traces.Runs;

/// <summary>
/// Follows the interrupts of a run from record to record. Memory is bounded by what is in flight: lives are used again once they are
/// closed.
/// </summary>
/// <typeparam name="T">A life, with what its follower keeps besides.</typeparam>
/// <param name="info">The run's thresholds; the defaults until a file says otherwise.</param>
public sealed class InterruptLives<T>(TraceRunInfo info)
    where T : InterruptLife, new()
{
    /// <summary>More than this per CPU can only be interrupts whose end will never come.</summary>
    private const int MostOpen = 32;
    private readonly Stack<T> _spare = new();
    private CpuLives?[] _cpus = new CpuLives?[16];

    /// <summary>The run whose records these are.</summary>
    public TraceRunInfo Info { get; set; } = info;

    /// <summary>Tells a record to the interrupt it belongs to, a new one if need be. Whoever follows closes it when it is over.</summary>
    public T Follow(in TraceRecord record)
    {
        CpuLives cpu = State(record.Cpu);
        if (record.Kind == TraceKind.Dispatched) cpu.Running = record.Interrupt;
        T life = cpu.Find(record.Interrupt) ?? Begin(cpu, record);
        life.Tell(record, Info);
        return life;
    }

    /// <summary>The open interrupt with this number, or null.</summary>
    public T? Find(int cpu, long number) => State(cpu).Find(number);

    /// <summary>The number of the interrupt that the CPU took last, whether it has returned or not; 0 for none.</summary>
    public long Running(int cpu) => State(cpu).Running;

    /// <summary>The oldest open interrupt of the CPU; null when none is open.</summary>
    public T? Oldest(int cpu) => State(cpu).Open is [{ } first, ..] ? first : null;

    /// <summary>The oldest open interrupt of the CPU when there are too many, so that its end will never come; null otherwise.</summary>
    public T? Abandoned(int cpu) => State(cpu).Open is { Count: > MostOpen } open ? open[0] : null;

    /// <summary>Forgets an interrupt that stays in use; <see cref="Recycle"/> ends that.</summary>
    public void Forget(T life)
    {
        ArgumentNullException.ThrowIfNull(life);
        State(life.Cpu).Open.Remove(life);
    }

    /// <summary>Takes back a life that is no longer in use.</summary>
    public void Recycle(T life) => _spare.Push(life);

    /// <summary>Forgets an interrupt, which is not in use any more.</summary>
    public void Close(T life)
    {
        Forget(life);
        Recycle(life);
    }

    /// <summary>Gives all that are open to <paramref name="last"/>, by CPU and age, and forgets them: the trace has ended.</summary>
    public void CloseAll(Action<T> last)
    {
        ArgumentNullException.ThrowIfNull(last);
        foreach (CpuLives? cpu in _cpus)
        {
            if (cpu is null) continue;
            foreach (T life in cpu.Open) last(life);
            cpu.Open.Clear();
        }
    }

    private T Begin(CpuLives cpu, in TraceRecord first)
    {
        T life = _spare.TryPop(out T? spare) ? spare : new T();
        life.Begin(first);
        cpu.Open.Add(life);
        return life;
    }

    private CpuLives State(int cpu)
    {
        if (cpu >= _cpus.Length) Array.Resize(ref _cpus, Math.Max(2 * _cpus.Length, cpu + 1));
        return _cpus[cpu] ??= new CpuLives();
    }

    /// <summary>The open interrupts of one CPU: two or three at a time, so a list is searched.</summary>
    private sealed class CpuLives
    {
        public List<T> Open { get; } = [];

        public long Running { get; set; }

        public T? Find(long number)
        {
            for (int i = Open.Count - 1; i >= 0; i--)
            {
                if (Open[i].Number == number) return Open[i];
            }

            return null;
        }
    }
}
