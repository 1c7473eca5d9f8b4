using Microsoft.Extensions.Logging;
using Tickstorm.Silo;

namespace Tickstorm.Tests.Silos;

public class ShortLogsTests
{
    [Fact]
    public void A_name_in_a_log_cannot_command_the_terminal_that_shows_it()
    {
        List<string> lines = [];
        using ShortLogs logs = new(new Kept(lines));
        ILogger logger = logs.CreateLogger("a");
        logger.Log(LogLevel.Warning, 1, "run a\u001b[2J\u202eb\u009bc failed", new InvalidOperationException("d\u001b]0;e\u0007"), (said, _) => said);
        Assert.Equal(["run a\\u001b[2J\\u202eb\\u009bc failed (d\\u001b]0;e\\u0007)"], lines);
    }

    private sealed class Kept(List<string> lines) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public void Dispose()
        {
        }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            lines.Add(formatter(state, exception));
    }
}
