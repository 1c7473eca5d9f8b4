using Tickstorm.Engine;

namespace Tickstorm.Processes;

/// <summary>A logical process that is no core: few of a kind, each with its own saved state and one loop for all.</summary>
/// <param name="name">What a message about it calls it.</param>
/// <param name="livelockKey">The scenario key to look at when it makes no progress.</param>
internal abstract class SharedProcess(string name, string livelockKey) : LogicalProcess
{
    public sealed override void Execute(long untilNs, ReadOnlySpan<Message> inbox, Effects effects)
    {
        int taken = 0;
        LivelockWatch watch = default;
        while (true)
        {
            long now = NextLocalNs;
            if (taken < inbox.Length && inbox[taken].Time <= now)
            {
                ref readonly Message message = ref inbox[taken++];
                now = message.Time;
                if (now >= untilNs) return;
                OnMessage(in message, effects);
            }
            else
            {
                if (now >= untilNs) return;
                OnLocal(now, effects);
            }

            effects.Executed++;
            if (effects.HasFault) return;
            if (watch.IsTooMany(now)) throw new LivelockException(name, now, livelockKey);
        }
    }

    /// <summary>Takes a message.</summary>
    protected abstract void OnMessage(in Message message, Effects effects);

    /// <summary>Executes the one local event that is due at <see cref="LogicalProcess.NextLocalNs"/>.</summary>
    protected abstract void OnLocal(long now, Effects effects);

    /// <summary>A message of a kind that this process never gets.</summary>
    protected BrokenRunException Unexpected(in Message message) =>
        new($"{char.ToUpperInvariant(name[0])}{name[1..]} got a message of kind {message.Kind} at {message.Time} ns.");
}
