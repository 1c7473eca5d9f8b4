namespace Tickstorm.Traces.Formats;

/// <summary>
/// Tells the function of the tick's timer by its rhythm, where a file names no functions: one timer on each CPU, armed for points of one
/// grid again and again.
/// </summary>
internal sealed class TickRhythm
{
    private const int MostFunctions = 4_096;
    private const int Needed = 5;
    private static readonly long[] s_periods = [1_000_000, 4_000_000, 10_000_000, 3_333_333, 2_000_000, 5_000_000, 976_563, 7_812_500];
    private readonly Dictionary<long, Sight> _functions = [];

    /// <summary>A timer was armed.</summary>
    public void Start(int cpu, long timer, long function, long expiresNs)
    {
        if (!_functions.TryGetValue(function, out Sight? sight))
        {
            if (_functions.Count == MostFunctions) return;
            _functions[function] = sight = new Sight();
        }

        sight.Add(cpu, timer, expiresNs);
    }

    /// <summary>The function; 0 when none has such a rhythm.</summary>
    public long Function => _functions.Where(pair => pair.Value.IsTick).OrderByDescending(pair => pair.Value.Starts)
        .Select(pair => pair.Key).FirstOrDefault();

    /// <summary>True for a function that has such a rhythm so far.</summary>
    public bool Tells(long function) => _functions.TryGetValue(function, out Sight? sight) && sight.IsTick;

    private sealed class Sight
    {
        private const int MostTimers = 1 << 16;
        private readonly Dictionary<long, (int Cpu, long LastNs)> _timers = [];
        private readonly Dictionary<int, long> _timerOf = [];
        private readonly long[] _on = new long[s_periods.Length];
        private long _steps;
        private long _strays;

        public long Starts { get; private set; }

        // A timer that moves from CPU to CPU, or a second one on a CPU, is no tick's.
        public bool IsTick => _steps >= Needed && _strays * 20 <= Starts && _on.Any(on => on * 10 >= _steps * 9);

        public void Add(int cpu, long timer, long expiresNs)
        {
            Starts++;
            if (_timerOf.TryGetValue(cpu, out long own) && own != timer) _strays++;
            else _timerOf[cpu] = timer;
            if (_timers.TryGetValue(timer, out (int Cpu, long LastNs) known))
            {
                if (known.Cpu != cpu) _strays++;
                Step(expiresNs - known.LastNs);
            }

            if (_timers.Count < MostTimers) _timers[timer] = (cpu, expiresNs);
        }

        private void Step(long ns)
        {
            if (ns == 0) return;
            _steps++;
            for (int i = 0; i < s_periods.Length; i++)
            {
                long times = (long)Math.Round(ns / (double)s_periods[i]);
                if (times != 0 && Math.Abs(ns - times * s_periods[i]) <= Math.Abs(times) + 1) _on[i]++;
            }
        }
    }
}
