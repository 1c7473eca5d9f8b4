using Microsoft.Extensions.Logging;

namespace Tickstorm.Grains;

/// <summary>
/// All that grains and fabrics log, by event id: no id is used twice. From 40 on they are those of connections, from 60 on of who did what,
/// from 100 on the silo's.
/// </summary>
internal static partial class GrainLog
{
    [LoggerMessage(EventId = 1, Level = LogLevel.Information, Message = "Run {Run}: epoch {Epoch} begins here as silo {Node} of {Silos}")]
    public static partial void EpochBegins(this ILogger logger, string run, long epoch, int node, int silos);

    [LoggerMessage(EventId = 10, Level = LogLevel.Information, Message = "Run {Run}: {Sentence}")]
    public static partial void Story(this ILogger logger, string run, string sentence);

    [LoggerMessage(EventId = 20, Level = LogLevel.Warning, Message = "Run {Run} was not told of a change of silos: {Reason}")]
    public static partial void RunNotWoken(this ILogger logger, string run, string reason);

    [LoggerMessage(EventId = 21, Level = LogLevel.Warning, Message = "Runs were not saved before this silo stops: {Reason}")]
    public static partial void RunsNotSaved(this ILogger logger, string reason);

    [LoggerMessage(EventId = 22, Level = LogLevel.Warning, Message = "The runs of this cluster could not be listed: {Reason}")]
    public static partial void RunsNotListed(this ILogger logger, string reason);

    [LoggerMessage(EventId = 23, Level = LogLevel.Warning, Message = "Runs wait: {Trouble}")]
    public static partial void StorageFails(this ILogger logger, string trouble);

    [LoggerMessage(EventId = 24, Level = LogLevel.Information, Message = "The cluster's storage can be used again")]
    public static partial void StorageIsBack(this ILogger logger);

    [LoggerMessage(EventId = 25, Level = LogLevel.Error, Message = "Run {Run}: this silo leads it no more, by a mistake")]
    public static partial void LeaderLost(this ILogger logger, string run, Exception failure);

    [LoggerMessage(EventId = 26, Level = LogLevel.Warning, Message = "Run {Run} has ended, and is not closed yet: {Reason}")]
    public static partial void RunNotClosed(this ILogger logger, string run, string reason);

    [LoggerMessage(EventId = 27, Level = LogLevel.Warning, Message = "Run {Run} has ended long ago and could not be removed: {Reason}")]
    public static partial void RunNotRemoved(this ILogger logger, string run, string reason);

    [LoggerMessage(EventId = 28, Level = LogLevel.Information, Message = "Run {Run}: blocks that nothing needs stay for now: {Reason}")]
    public static partial void BlocksNotRemoved(this ILogger logger, string run, string reason);

    [LoggerMessage(EventId = 60, Level = LogLevel.Information, Message = "{Who} ({Role}) calls {What} of {Run}")]
    public static partial void Allowed(this ILogger logger, string who, Contracts.Security.Role role, string what, string run);

    [LoggerMessage(EventId = 61, Level = LogLevel.Warning, Message = "{Who} was refused {What} of {Run}: {Reason}")]
    public static partial void Refused(this ILogger logger, string who, string what, string run, string reason);

    [LoggerMessage(EventId = 30, Level = LogLevel.Warning,
        Message = "The result of run {Run} is missing from this silo's metrics: {Reason}")]
    public static partial void ResultMissing(this ILogger logger, string run, string reason);
}
