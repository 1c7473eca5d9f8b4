using System.Globalization;
using System.Text.Json.Serialization;
using Tickstorm.Kernel.Designs;
using Tickstorm.Processes;
using Tickstorm.Scenarios;
using Tickstorm.Scenarios.Yaml;

namespace Tickstorm.Traces.Runs;

/// <summary>What a trace file says of the run it comes from.</summary>
public sealed record TraceRunInfo
{
    /// <summary>So many digits of the parameters' SHA-256 tell runs of one name apart.</summary>
    private const int ShaDigits = 12;

    /// <summary>Names the run in ids; the same run repeated has the same id.</summary>
    public required string RunId { get; init; }

    /// <summary>The seed.</summary>
    public string Seed { get; init; } = "";

    /// <summary>Attributes of the resource that the environment of a live run names; files have none.</summary>
    [JsonIgnore]
    public IReadOnlyList<(string Name, string Value)> Resource { get; init; } = [];

    /// <summary>The scenario's name.</summary>
    public string Scenario { get; init; } = "";

    /// <summary>The design's name with its variant.</summary>
    public string Design { get; init; } = "";

    /// <summary>Virtual CPUs.</summary>
    public int Cpus { get; init; } = 1;

    /// <summary>So many of the first CPUs run a task; null when all do.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Busy { get; init; }

    /// <summary>The CPUs that run a task when they are not the first ones.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<int>? BusyList { get; init; }

    /// <summary>Ticks per second.</summary>
    public int Hz { get; init; } = 1000;

    /// <summary>The kernel modelled.</summary>
    public KernelVersion Kernel { get; init; } = KernelVersion.V2624;

    /// <summary>A handled tick whose waits exceed this is late, ns.</summary>
    public long LateNs { get; init; } = 1_000;

    /// <summary>IRR to the first instruction of the stub when nothing is in the way, with the exits of a virtual machine, ns.</summary>
    public long ApicDeliverNs { get; init; } = 300;

    /// <summary>True when the trace is a sample; the totals are exact all the same.</summary>
    public bool Sampled { get; init; }

    /// <summary>
    /// Where virtual time 0 is put on the calendar in OTLP, which knows only Unix time: by default 8 March 2007, the day the question was
    /// asked.
    /// </summary>
    public long EpochUnixNs { get; init; } = Epoch2007;

    /// <summary>8 March 2007, 00:00 UTC, ns since 1970.</summary>
    public const long Epoch2007 = 1_173_312_000_000_000_000;

    /// <summary>A time as ns since 1970.</summary>
    public static long UnixNs(DateTimeOffset time) => (time - DateTimeOffset.UnixEpoch).Ticks * 100;

    /// <summary>The same with virtual time 0 at another time; as it is when that is null.</summary>
    public TraceRunInfo At(long? epochUnixNs) => epochUnixNs is { } epoch ? this with { EpochUnixNs = epoch } : this;

    /// <summary>
    /// The same as a run that is posted while it goes on: each is another one to a backend, and begins now unless it was put elsewhere.
    /// </summary>
    public TraceRunInfo Live(DateTimeOffset now, long? epochUnixNs) => this with
    {
        RunId = string.Create(CultureInfo.InvariantCulture, $"{RunId}@{now.UtcDateTime:yyyy-MM-ddTHH:mm:ss.fffffffZ}"),
        EpochUnixNs = epochUnixNs ?? UnixNs(now),
    };

    /// <summary>For a capture of a real kernel, which is of no run, the name of its file; else null.</summary>
    public string? Capture { get; init; }

    /// <summary>What there is to say of a capture of a real kernel.</summary>
    public static TraceRunInfo OfCapture(string name) => new() { RunId = $"capture/{name}", Capture = name };

    /// <summary>The info of one design of a scenario.</summary>
    public static TraceRunInfo For(Scenario scenario, string design)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        scenario = scenario.Under(design);
        TraceBudget budget = scenario.Trace;
        return new()
        {
            RunId = string.Create(
                CultureInfo.InvariantCulture,
                $"{scenario.Name}/{design}/{scenario.Run.Seed}/{ScenarioParameters.Sha256(scenario)[..ShaDigits]}"),
            Seed = scenario.Run.Seed.ToString(CultureInfo.InvariantCulture),
            Scenario = scenario.Name,
            Design = design,
            Cpus = scenario.Machine.Cpus,
            Busy = scenario.Workload is { BusyList: null, Busy: < 0, BusyPercent: < 0 } or { BusyList: not null }
                ? null
                : scenario.Workload.BusyCount(scenario.Machine.Cpus),
            BusyList = scenario.Workload.BusyList,
            Hz = scenario.Tick.Hz,
            Kernel = scenario.Kernel,
            LateNs = scenario.Run.LateNs,
            ApicDeliverNs = scenario.Costs.ApicDeliver + scenario.Costs.ApicDispatch
                + (DesignLibrary.Find(scenario, design) is { } found ? new ExitTable(found, scenario.Costs).TickWaitNs : 0),
            Sampled = budget.OneIn != 1 || budget.PerCpu > 0 || budget.PerSecond > 0,
        };
    }
}
