using System.Diagnostics.Metrics;
using Tickstorm.Results;

namespace Tickstorm.Traces.Metrics;

/// <summary>How the engines went about their runs: by design and engine.</summary>
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

    public void Record(EngineReport report, KeyValuePair<string, object?> design)
    {
        KeyValuePair<string, object?> engine = new("engine", report.Kind);
        RunOutcome outcome = report.Outcome;
        _windows.Add(outcome.Windows, design, engine);
        _rounds.Add(outcome.Rounds, design, engine);
        _executed.Add(outcome.Executed, design, engine);
        _committed.Add(outcome.Committed, design, engine);
        _peak.Record(outcome.PeakMessages, design, engine);
    }
}
