using Tickstorm.Engine;
using Tickstorm.Kernel;

namespace Tickstorm.Processes.Cores;

// One interrupt to many CPUs: a record with its vector and when it was sent. Whom it reaches, and when, follows from its sender.
internal sealed partial class CoreModel
{
    private readonly int _mmCpus;
    private readonly long _icrNs;
    private readonly IcrWrites _icrWrites;
    private readonly ShootDownVectors _shootDowns;

    /// <summary>The CPUs of the sender's address space.</summary>
    public (int First, int End) ReachOf(in Message record)
    {
        int first = _mmCpus == 0 ? 0 : record.Source / _mmCpus * _mmCpus;
        return (first, _mmCpus == 0 ? _ids.Cpus : Math.Min(_ids.Cpus, first + _mmCpus));
    }

    /// <summary>Appends each target's own message.</summary>
    public void Expand(in Message record, int first, int end, List<Message> messages)
    {
        Volley volley = new(this, record.Source, record.B);
        while (volley.Next() && volley.Target < end)
        {
            if (volley.Target >= first)
                messages.Add(record with { Target = volley.Target, Time = volley.ArrivesNs, B = ShootDownInterrupt });
        }
    }

    // The CPU has a task of the address space.
    private bool IsShotAt(int cpu) => _busy[cpu] || _taskOf.Length > 0 && _taskOf[cpu] > 0;

    /// <summary>
    /// The targets of a shoot-down in their order: the ICR is written once for each group of them, one write after the other.
    /// </summary>
    private struct Volley
    {
        private readonly CoreModel _model;
        private readonly int _cpu, _end;
        private readonly long _nowNs;
        private int _group;

        public Volley(CoreModel model, int cpu, long nowNs)
        {
            _model = model;
            _cpu = cpu;
            _nowNs = nowNs;
            (Target, _end) = model.ReachOf(new Message { Source = cpu });
            Target--;
            _group = -1;
        }

        public int Target { get; private set; }

        /// <summary>Writes of the ICR so far.</summary>
        public int Writes { get; private set; }

        /// <summary>When the interrupt reaches the target, ns.</summary>
        public readonly long ArrivesNs =>
            _nowNs + Writes * (_model._icrNs + _model._sendNs) + _model._topology.IpiNs(_cpu, Target);

        public bool Next()
        {
            while (++Target < _end)
            {
                if (Target == _cpu || !_model.IsShotAt(Target) || _model._hasHotplug && !_model._guest.IsOnline(Target, _nowNs)) continue;
                int group = _model._icrWrites.GroupOf(Target);
                if (group != _group) Writes++;
                _group = group;
                return true;
            }

            return false;
        }
    }
}
