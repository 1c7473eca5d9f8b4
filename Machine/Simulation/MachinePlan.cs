using System.Security.Cryptography;
using System.Text;
using Tickstorm.Kernel;
using Tickstorm.Kernel.Boot;
using Tickstorm.Kernel.Designs;
using Tickstorm.Processes;
using Tickstorm.Processes.Cores;
using Tickstorm.Processes.Lines;
using Tickstorm.Scenarios;
using Tickstorm.Scenarios.Yaml;

namespace Tickstorm.Simulation;

/// <summary>A machine that is built process by process, by whoever owns each.</summary>
public sealed class MachinePlan
{
    private readonly ProcessIds _ids;
    private readonly Topology _topology;
    private readonly CoreModel _coreModel;
    private readonly CoreSetup _setup;
    private readonly Irq0Boot _boot;

    /// <summary>The plan of a scenario under a design.</summary>
    public MachinePlan(Scenario scenario, Design design)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        ArgumentNullException.ThrowIfNull(design);
        Scenario = scenario;
        Design = design;
        _ids = new ProcessIds(scenario.Machine.Cpus, scenario.Workload.Host.Cpus);
        _boot = Irq0Boot.Run(design, scenario.Machine.MadtOverride);
        _topology = new Topology(scenario.Machine, scenario.Costs);
        int alarmHz = scenario.Tick.VmiAlarmHz > 0 ? scenario.Tick.VmiAlarmHz : scenario.Tick.Hz;
        TickGrid grid = new(scenario, design.RunsAtAlarmRate ? alarmHz : scenario.Tick.Hz);
        _coreModel = new CoreModel(scenario, design, _boot, grid, _topology, _ids);
        _setup = new CoreSetup(scenario, design, grid, scenario.Tick.Mode == TickMode.OneShot && design.OneShot);
        MinLookaheadNs = SmpMachine.SmallestLookahead(scenario, design, _topology);
        Fingerprint = SHA256.HashData(Encoding.UTF8.GetBytes(ScenarioWriter.Write(scenario) + "\n" + design.Name));
    }

    /// <summary>The scenario.</summary>
    public Scenario Scenario { get; }

    /// <summary>The design.</summary>
    public Design Design { get; }

    /// <summary>SHA-256 of scenario and design: saved states of another machine are refused by it.</summary>
    public byte[] Fingerprint { get; }

    /// <summary>The smallest lookahead of any link, ns.</summary>
    public long MinLookaheadNs { get; }

    /// <summary>Processes are numbered 0 to this, exclusive.</summary>
    public int ProcessCount => _ids.Count;

    /// <summary>Cores are numbered 0 to this, exclusive.</summary>
    public int Cpus => _ids.Cpus;

    /// <summary>CPUs in a package: they belong together.</summary>
    public int PackageCpus => _topology.PackageCpus;

    /// <summary>What a process is.</summary>
    public ProcessKind KindOf(int process)
    {
        if (process < _ids.Cpus) return ProcessKind.Core;
        if (process == _ids.Legacy) return ProcessKind.Legacy;
        if (process == _ids.Xtime) return ProcessKind.Lock;
        if (process > _ids.Xtime) return ProcessKind.HostCpu;
        bool ioApic = _boot.Chip == ChipKind.IoApic || Scenario.Workload.Devices.Count > 0;
        return ioApic ? ProcessKind.IoApic : ProcessKind.Line;
    }

    /// <summary>A process as it is at time 0.</summary>
    public LogicalProcess Create(int process) => KindOf(process) switch
    {
        ProcessKind.Core => CreateCore(process),
        ProcessKind.Legacy => new LegacyCell(new LegacyBlock(Scenario, Design, _ids)),
        ProcessKind.Lock => new XtimeCell(new XtimeLock(Scenario, _topology, _ids)),
        ProcessKind.HostCpu => new HostCell(new HostCpu(Scenario, _ids, process - _ids.Host(0), CoreSetup.WhoIsBusy(Scenario, _ids.Cpus))),
        _ => new LineGroupProcess(new LineGroup(Scenario, _boot, _topology, _ids)),
    };

    /// <summary>A core as it is at time 0.</summary>
    public CoreProcess CreateCore(int cpu) => new(cpu, _coreModel, _setup);
}
