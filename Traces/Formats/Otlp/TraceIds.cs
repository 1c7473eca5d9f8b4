namespace Tickstorm.Traces.Formats.Otlp;

/// <summary>Ids derived from (run, CPU, interrupt, span), so that a replay repeats them and a link needs no look-up.</summary>
public sealed class TraceIds(string runId)
{
    private readonly ulong _run = Hash(runId);

    /// <summary>The trace of an interrupt, or of something else that the numbers name.</summary>
    public (ulong High, ulong Low) Trace(int cpu, long interrupt, int more = 0)
    {
        ulong high = Mix(_run ^ Mix(((ulong)(uint)more << 32 | (uint)cpu) + 0x9e3779b97f4a7c15));
        ulong low = Mix(high ^ Mix((ulong)interrupt + 0xbf58476d1ce4e5b9));
        return (NotZero(high), NotZero(low));
    }

    /// <summary>The span with this number in the trace of an interrupt; 0 is its root.</summary>
    public static ulong Span((ulong High, ulong Low) trace, int number) => NotZero(Mix(trace.High ^ Mix(trace.Low + (ulong)number)));

    // OTLP forbids ids of zeros.
    private static ulong NotZero(ulong id) => id == 0 ? 1 : id;

    // FNV-1a: no need for more, the mixing follows.
    private static ulong Hash(string text)
    {
        ulong hash = 0xcbf29ce484222325;
        foreach (char c in text) hash = (hash ^ c) * 0x100000001b3;
        return Mix(hash);
    }

    // The finaliser of splitmix64: neighbours end up far apart.
    private static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9;
        value = (value ^ (value >> 27)) * 0x94d049bb133111eb;
        return value ^ (value >> 31);
    }
}
