using Spectre.Console;
using Tickstorm.Client.Output;
using Tickstorm.Client.Running;
using Tickstorm.Client.Shell;
using Tickstorm.Traces.Runs;
using Tickstorm.Tracing;

namespace Tickstorm.Client.Live;

/// <summary>
/// --live: a run as it goes on, on standard error. A terminal is drawn anew four times a second; elsewhere there is a plain line each
/// second and one at the end.
/// </summary>
internal sealed class LiveView : IRunProgress
{
    private static readonly TimeSpan s_redraw = TimeSpan.FromMilliseconds(250), s_line = TimeSpan.FromSeconds(1);
    private readonly ClientContext _context;
    private readonly long _durationNs;
    private readonly LiveTally _tally;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _showing;
    private volatile string _what = "";
    private long _nowNs;
    private bool _disposed;

    /// <summary>Shows until it is disposed.</summary>
    public LiveView(ClientContext context, long durationNs, TraceRunInfo info)
    {
        _context = context;
        _durationNs = durationNs;
        _tally = new LiveTally(info);
        _showing = context.ErrorIsTerminal ? Task.Run(Draw) : Task.Run(Print);
    }

    /// <summary>Takes the run's records.</summary>
    public ITraceSink Sink => _tally;

    /// <inheritdoc/>
    public void Begin(string what)
    {
        _tally.Reset();
        Volatile.Write(ref _nowNs, 0);
        _what = what;
    }

    /// <inheritdoc/>
    public void Report(long value) => Volatile.Write(ref _nowNs, value);

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_disposed) return;
        _disposed = true;
        _stop.Cancel();
        _showing.GetAwaiter().GetResult();
        _stop.Dispose();
    }

    private async Task Draw()
    {
        IAnsiConsole console = AnsiConsole.Create(
            new AnsiConsoleSettings { Out = new AnsiConsoleOutput(_context.ErrorTerminal), Interactive = InteractionSupport.No });
        await console.Live(Table(Now())).StartAsync(async display =>
        {
            while (await Pause(s_redraw)) Refresh();
            Refresh();

            void Refresh()
            {
                display.UpdateTarget(Table(Now()));
                display.Refresh();
            }
        });
    }

    private async Task Print()
    {
        while (await Pause(s_line)) _context.Error.WriteLine(Line(Now()));
        _context.Error.WriteLine(Line(Now()));
    }

    private async Task<bool> Pause(TimeSpan time)
    {
        await Task.Delay(time, _stop.Token).ContinueWith(static _ => { }, TaskScheduler.Default);
        return !_stop.IsCancellationRequested;
    }

    private LiveFigures Now() => _tally.Figures(Volatile.Read(ref _nowNs));

    private Table Table(LiveFigures now)
    {
        Table table = new() { Border = TableBorder.Rounded, ShowHeaders = false };
        table.AddColumn("").AddColumn("");
        table.AddRow(new Markup(Consoles.Escape(_what)), new Markup(Bar(now.NowNs)));
        table.AddRow(new Markup("virtual time"), new Markup($"{Readable.Time(now.NowNs)} of {Readable.Time(_durationNs)}"));
        foreach ((string name, long count) in now.Outcomes)
        {
            table.AddRow(
                new Markup($"ticks {name}"),
                new Markup(name is "dropped" or "masked" && count > 0 ? $"[red]{Numbers.Text(count)}[/]" : Numbers.Text(count)));
        }

        table.AddRow(new Markup("worst line"), new Markup(Consoles.Escape(now.WorstText)));
        table.AddRow(new Markup("silent CPUs"), new Markup(now.SilentCpus > 0 ? $"[red]{Numbers.Text(now.SilentCpus)}[/]" : "0"));
        return table;
    }

    private string Bar(long nowNs)
    {
        const int Width = 30;
        int full = (int)(Share(nowNs) * Width);
        return $"[green]{new string('#', full)}[/]{new string('.', Width - full)} {100 * Share(nowNs):0} %";
    }

    private string Line(LiveFigures now) =>
        $"{_what}: {100 * Share(now.NowNs):0} % of {Readable.Time(_durationNs)}: " +
        $"{string.Join(", ", now.Outcomes.Select(o => $"{o.Name} {Numbers.Text(o.Count)}"))}; worst line: {now.WorstText}; " +
        $"{Numbers.Text(now.SilentCpus)} silent CPUs";

    private double Share(long nowNs) => Math.Clamp((double)nowNs / _durationNs, 0, 1);
}
