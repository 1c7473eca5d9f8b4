namespace Tickstorm.Silo;

/// <summary>How a silo writes its log, and what it says of itself. Events 100 to 109.</summary>
internal static partial class SiloLogs
{
    private const string TimeFormat = "yyyy-MM-ddTHH:mm:ss.fffZ ";

    /// <summary>Lines of text, or a JSON object a line with all fields by name.</summary>
    public static void Configure(ILoggingBuilder logging, string form)
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

        logging.AddFilter("Orleans", LogLevel.Warning).AddFilter("Microsoft", LogLevel.Warning);
    }

    [LoggerMessage(EventId = 100, Level = LogLevel.Information,
        Message = "Silo {Silo} has joined cluster {Cluster}; clustering {Clustering}, storage {Storage}, TLS {Tls}")]
    public static partial void Joined(ILogger logger, SiloAddress silo, string cluster, string clustering, string storage, bool tls);

    [LoggerMessage(EventId = 101, Level = LogLevel.Information, Message = "Silo {Silo} leaves cluster {Cluster}")]
    public static partial void Leaves(ILogger logger, SiloAddress silo, string cluster);

    [LoggerMessage(EventId = 102, Level = LogLevel.Critical, Message = "The silo ended: {Reason}")]
    public static partial void Failed(ILogger logger, string reason, Exception exception);
}
