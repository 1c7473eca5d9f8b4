using Tickstorm.Results;
using Tickstorm.Traces.Formats;

namespace Tickstorm.Traces.Analysis.Captures;

/// <summary>Joins the IPIs that were sent with those that arrived.</summary>
internal sealed class IpiMatrix
{
    /// <summary>Beyond this many pairs only receivers are told apart: a matrix of large machines is not readable anyway.</summary>
    private const int MostPairs = 65_536;
    private const int MostWaiting = 256;
    private const string Sent = "sent";
    private const string Reschedule = "reschedule";
    private readonly Dictionary<(int From, int To, string Name), (long Count, LatencyHistogram Latency)> _flows = [];
    private readonly Dictionary<int, Queue<(int From, long TimeNs, bool IsCall)>> _waiting = [];
    private bool _byKernel;

    /// <summary>True when senders were traced.</summary>
    public bool AnySent { get; private set; }

    /// <summary>True when an event of a system vector is that of an IPI.</summary>
    public static bool IsIpi(string vector) => vector is Reschedule or "call_function" or "call_function_single";

    /// <summary>An IPI was sent to a CPU.</summary>
    public void Send(in CaptureEvent captured, ReadOnlySpan<byte> called)
    {
        _byKernel = true;
        bool isCall = !(called.IsEmpty || called.SequenceEqual("0x0"u8) || called.SequenceEqual("(null)"u8));
        Send(captured.TimeNs, captured.Cpu, captured.Number, isCall);
    }

    /// <summary>An IPI was sent to the CPUs of a mask.</summary>
    public void SendMask(in CaptureEvent captured, ReadOnlySpan<byte> mask)
    {
        // arm64's ipi_raise says the same once more.
        if (captured.Number == 1 && _byKernel) return;
        if (captured.Number == 0) _byKernel = true;
        foreach (int cpu in CpuMask.Of(mask)) Send(captured.TimeNs, captured.Cpu, cpu, isCall: true);
    }

    /// <summary>An IPI arrived.</summary>
    public void Arrive(in CaptureEvent captured, string name)
    {
        bool any = false;
        if (_waiting.TryGetValue(captured.Cpu, out Queue<(int From, long TimeNs, bool IsCall)>? waiting))
        {
            bool isCall = !name.Contains(Reschedule, StringComparison.OrdinalIgnoreCase);
            for (int left = waiting.Count; left > 0; left--)
            {
                (int From, long TimeNs, bool IsCall) one = waiting.Dequeue();
                if (one.IsCall != isCall)
                {
                    waiting.Enqueue(one);
                    continue;
                }

                // Several that were sent before it ran are one interrupt.
                Add(one.From, captured.Cpu, name, captured.TimeNs - one.TimeNs);
                any = true;
            }
        }

        if (!any) Add(-1, captured.Cpu, name, -1);
    }

    /// <summary>Events are missing: what was sent may have arrived.</summary>
    public void Forget()
    {
        foreach ((int to, Queue<(int From, long TimeNs, bool IsCall)> queue) in _waiting)
        {
            foreach ((int from, long _, bool _) in queue) Add(from, to, Sent, -1);
            queue.Clear();
        }
    }

    /// <summary>The pairs, by sender and receiver.</summary>
    public IReadOnlyList<IpiFlow> Result()
    {
        Forget();
        return [.. _flows.OrderBy(pair => pair.Key).Select(pair => new IpiFlow(
            pair.Key.From < 0 ? null : pair.Key.From, pair.Key.To, pair.Key.Name, pair.Value.Count)
            { LatencyNs = pair.Value.Latency.Percentiles() })];
    }

    private void Send(long timeNs, int from, int to, bool isCall)
    {
        AnySent = true;
        if (!_waiting.TryGetValue(to, out Queue<(int From, long TimeNs, bool IsCall)>? waiting)) _waiting[to] = waiting = new();
        if (waiting.Count >= MostWaiting) Add(waiting.Dequeue().From, to, Sent, -1);
        waiting.Enqueue((from, timeNs, isCall));
    }

    private void Add(int from, int to, string name, long tookNs)
    {
        (int, int, string) key = (from, to, name);
        if (!_flows.TryGetValue(key, out (long Count, LatencyHistogram Latency) flow))
        {
            if (_flows.Count >= MostPairs) key = (-1, to, name);
            if (!_flows.TryGetValue(key, out flow)) flow = (0, new LatencyHistogram());
        }

        if (tookNs >= 0) flow.Latency.Add(tookNs);
        _flows[key] = (flow.Count + 1, flow.Latency);
    }
}
