using Microsoft.Extensions.Logging.Console;

namespace Tickstorm.Silo;

/// <summary>How a silo writes its log, and what it says of itself. Events 100 to 109.</summary>
internal static partial class SiloLogs
{
    private const string TimeFormat = "yyyy-MM-ddTHH:mm:ss.fffZ ";

    // What says much and means little to an operator. Polly tells of every call, also of those that it did not have to repeat.
    private static readonly string[] s_chatty = ["Orleans", "Microsoft", "Polly"];

    /// <summary>Lines of text, or a JSON object a line with all fields by name.</summary>
    public static void Configure(ILoggingBuilder logging, IConfiguration configuration, string form)
    {
        if (form == "json")
        {
            logging.AddJsonConsole(console =>
            {
                console.TimestampFormat = TimeFormat.TrimEnd();
                console.UseUtcTimestamp = true;
            });
        }
        else
        {
            logging.AddSimpleConsole(console =>
            {
                console.SingleLine = true;
                console.TimestampFormat = TimeFormat;
                console.UseUtcTimestamp = true;
            });
        }

        ShortLogs.Replace<ConsoleLoggerProvider>(logging.Services);
        Quieten(logging, configuration.GetSection("Logging:LogLevel"));
    }

    // A level that the configuration names for a category, or for a part of it, is not overruled; one for all is not undercut.
    private static void Quieten(ILoggingBuilder logging, IConfigurationSection levels)
    {
        LogLevel least = LogLevel.Warning;
        if (Enum.TryParse(levels["Default"], ignoreCase: true, out LogLevel all) && all > least) least = all;
        foreach (string category in s_chatty.Where(category => levels[category] is null)) logging.AddFilter(category, least);
    }

    [LoggerMessage(EventId = 100, Level = LogLevel.Information,
        Message = "Silo {Silo} has joined cluster {Cluster}; clustering {Clustering}, storage {Storage}, TLS {Tls}")]
    public static partial void Joined(ILogger logger, SiloAddress silo, string cluster, string clustering, string storage, bool tls);

    [LoggerMessage(EventId = 101, Level = LogLevel.Information, Message = "Silo {Silo} leaves cluster {Cluster}")]
    public static partial void Leaves(ILogger logger, SiloAddress silo, string cluster);

    [LoggerMessage(EventId = 102, Level = LogLevel.Critical, Message = "The silo ended: {Reason}")]
    public static partial void Failed(ILogger logger, string reason, Exception exception);
}
