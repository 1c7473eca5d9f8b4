using Tickstorm.Engine;

namespace Tickstorm.Processes.Cores;

/// <summary>A machine's cores as plain structs in one array; those of a machine without life are the smaller ones.</summary>
internal sealed class CoreTable
{
    private readonly Core[] _plain = [];
    private readonly LivingCore[] _living = [];
    private readonly bool _isLiving;

    public CoreTable(int cpus, bool isLiving)
    {
        Length = cpus;
        _isLiving = isLiving;
        if (isLiving) _living = new LivingCore[cpus];
        else _plain = new Core[cpus];
    }

    public int Length { get; }

    public ref Core this[int cpu]
    {
        get
        {
            if (_isLiving) return ref _living[cpu].Core;
            return ref _plain[cpu];
        }
    }

    public IStateStore CreateStore() => _isLiving ? new StructStore<LivingCore>(_living) : new StructStore<Core>(_plain);

    public void Read(int cpu, BinaryReader reader)
    {
        if (_isLiving) StructBytes.Read(reader, ref _living[cpu]);
        else StructBytes.Read(reader, ref _plain[cpu]);
    }
}
