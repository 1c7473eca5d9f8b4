using System.Diagnostics;
using System.Diagnostics.Metrics;
using Tickstorm.Results;

namespace Tickstorm.Traces.Metrics;

/// <summary>How the engines went about their runs: by engine, and what else names a run.</summary>
internal sealed class EngineInstruments(Meter meter)
{
    private readonly Counter<long> _windows = meter.CreateCounter<long>("tickstorm.engine.windows", "{window}", "Windows committed");
    private readonly Counter<long> _rounds = meter.CreateCounter<long>("tickstorm.engine.rounds", "{round}", "Rounds of those windows");
    private readonly Counter<long> _executed = meter.CreateCounter<long>(
        "tickstorm.engine.events.executed", "{event}", "Events executed, those that were executed again included");
    private readonly Counter<long> _committed = meter.CreateCounter<long>(
        "tickstorm.engine.events.committed", "{event}", "Events committed");
    private readonly Gauge<long> _peak = meter.CreateGauge<long>(
        "tickstorm.engine.messages.peak", "{message}", "Most undelivered messages at a commit of the last run");

    public void Record(EngineReport report, TagList run)
    {
        run.Add("engine", report.Kind);
        RunOutcome outcome = report.Outcome;
        _windows.Add(outcome.Windows, run);
        _rounds.Add(outcome.Rounds, run);
        _executed.Add(outcome.Executed, run);
        _committed.Add(outcome.Committed, run);
        _peak.Record(outcome.PeakMessages, run);
    }
}
