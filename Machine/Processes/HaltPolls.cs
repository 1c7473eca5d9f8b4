using Tickstorm.Engine;
using Tickstorm.Scenarios;

namespace Tickstorm.Processes;

/// <summary>
/// How long a host CPU polls for each of its vCPUs when it halts (Documentation/virt/kvm/halt-polling.rst): nothing changes when it is
/// woken within that time; when it is woken later, but within the limit, the time grows; when later than that, it shrinks.
/// </summary>
internal sealed class HaltPolls(HostLoad host, int count)
{
    private readonly HaltPoll[] _polls = new HaltPoll[host.HaltPollNs > 0 ? count : 0];
    private readonly HaltPoll[] _saved = new HaltPoll[host.HaltPollNs > 0 ? count : 0];

    /// <summary>A vCPU has halted: how long to poll for it, ns; 0 for not at all.</summary>
    public long Begin(int index, long now)
    {
        if (_polls.Length == 0) return 0;
        _polls[index].HaltedNs = now;
        return _polls[index].LengthNs;
    }

    /// <summary>It is woken.</summary>
    public void End(int index, long now)
    {
        if (_polls.Length == 0) return;
        ref HaltPoll poll = ref _polls[index];
        long blocked = now - poll.HaltedNs;
        if (blocked <= poll.LengthNs) return;
        if (blocked > host.HaltPollNs)
        {
            poll.LengthNs = host.HaltPollShrink == 0 ? 0 : poll.LengthNs / host.HaltPollShrink;
        }
        else
        {
            long grown = poll.LengthNs == 0 ? host.HaltPollStartNs : poll.LengthNs * host.HaltPollGrow;
            poll.LengthNs = Math.Min(grown, host.HaltPollNs);
        }
    }

    public void Save() => _polls.CopyTo(_saved, 0);

    public void Restore() => _saved.CopyTo(_polls, 0);

    public void Write(BinaryWriter writer) => StructBytes.WriteAll<HaltPoll>(writer, _polls);

    public void Read(BinaryReader reader) => StructBytes.ReadInto(reader, _polls);
}

/// <summary>How long is polled for one vCPU, and when it last halted, ns.</summary>
internal struct HaltPoll
{
    public long LengthNs, HaltedNs;
}
