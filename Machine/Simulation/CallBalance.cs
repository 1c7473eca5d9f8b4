using System.Numerics;
using Tickstorm.Engine;
using Tickstorm.Processes;
using Tickstorm.Processes.Cores;

namespace Tickstorm.Simulation;

/// <summary>
/// Conservation of the calls that somebody waits for, at any commit: targets = accepted + coalesced + refused + in flight, and each answer
/// that a CPU still waits for is in flight, in service or queued.
/// </summary>
internal sealed class CallBalance(CoreModel model, int cpus)
{
    /// <summary>A core by its number.</summary>
    public delegate ref Core CoreOf(int cpu);

    /// <summary>Holds all cores against the messages that are under way.</summary>
    /// <exception cref="BrokenRunException">Something is missing, or too much.</exception>
    public void Check(CoreOf coreOf, IEnumerable<Message> underWay)
    {
        long[] calls = new long[cpus], owed = new long[cpus];
        foreach (Message message in underWay)
        {
            if (message.Kind == MessageKind.Acknowledge) owed[message.Target]++;
            else if (message.Kind == MessageKind.Interrupt && model.IsCall((byte)message.A)) calls[message.Source]++;
        }

        long targets = 0, taken = 0, inFlight = calls.Sum();
        for (int cpu = 0; cpu < cpus; cpu++)
        {
            ref Core core = ref coreOf(cpu);
            ref CallState state = ref model.CallsOf(ref core);
            targets += state.Sent;
            taken += (long)state.Accepted + state.Coalesced + state.Refused;
            owed[cpu] += calls[cpu];
            ReadOnlySpan<ulong> waiting = model.CallersAt(ref core);
            for (int word = 0; word < waiting.Length; word++)
            {
                for (ulong left = waiting[word]; left != 0; left &= left - 1)
                    owed[word % (waiting.Length / CoreModel.QueuesOfCalls) * 64 + BitOperations.TrailingZeroCount(left)]++;
            }
        }

        if (targets != taken + inFlight)
        {
            throw new BrokenRunException(
                $"Calls break conservation: {targets} targets, but {taken} taken and {inFlight} under way.");
        }

        for (int cpu = 0; cpu < cpus; cpu++)
        {
            uint left = model.CallsOf(ref coreOf(cpu)).Left;
            if (left != owed[cpu]) throw new BrokenRunException($"CPU {cpu} waits for {left} answers, and {owed[cpu]} are to come.");
        }
    }
}
