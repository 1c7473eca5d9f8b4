using System.Diagnostics;
using Tickstorm.Traces.Runs;

namespace Tickstorm.Silo;

/// <summary>
/// The console's log without stack traces, which TICKSTORM_DEBUG=1 brings back, and without two warnings of each start that ask for
/// nothing. Names of others, as of runs, are printable: a log is read on a terminal.
/// </summary>
[ProviderAlias("Console")]
internal sealed class ShortLogs(ILoggerProvider whole) : ILoggerProvider, ISupportExternalScope
{
    private static readonly TimeSpan s_beginning = TimeSpan.FromMinutes(1);
    private static readonly bool s_wantsTraces = Environment.GetEnvironmentVariable("TICKSTORM_DEBUG") == "1";

    /// <summary>Puts itself before a provider that was added.</summary>
    public static void Replace<T>(IServiceCollection services)
        where T : class, ILoggerProvider
    {
        ServiceDescriptor added = services.Single(service => service.ImplementationType == typeof(T));
        services.Remove(added);
        services.AddSingleton<T>();
        services.AddSingleton<ILoggerProvider>(all => new ShortLogs(all.GetRequiredService<T>()));
    }

    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => new Logger(whole.CreateLogger(categoryName));

    /// <inheritdoc/>
    public void SetScopeProvider(IExternalScopeProvider scopeProvider) => (whole as ISupportExternalScope)?.SetScopeProvider(scopeProvider);

    // The provider itself belongs to the container.
    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private sealed class Logger(ILogger whole) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => whole.BeginScope(state);

        public bool IsEnabled(LogLevel logLevel) => whole.IsEnabled(logLevel);

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (s_wantsTraces)
            {
                whole.Log(logLevel, eventId, state, null, (_, _) => Printable.Lines($"{formatter(state, exception)} {exception}".TrimEnd()));
                return;
            }

            string said = formatter(state, exception);
            if (IsNoise(said)) return;
            if (exception is not null) said = $"{FirstLine(said)} ({FirstLine(exception.GetBaseException().Message)})";
            said = Printable.Lines(said);
            whole.Log(logLevel, eventId, state, null, (_, _) => said);
        }

        // A silo's collector is chosen in its project; and the watchdog takes the machine's uptime for its first delay.
        private static bool IsNoise(string said) =>
            said.Contains("ServerGC", StringComparison.Ordinal)
            || (said.StartsWith("Participant check thread", StringComparison.Ordinal)
                && DateTime.Now - Process.GetCurrentProcess().StartTime < s_beginning);

        private static string FirstLine(string text) => text.Split('\n', 2)[0].TrimEnd();
    }
}
