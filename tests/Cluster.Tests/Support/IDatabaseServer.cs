namespace Tickstorm.Tests.Support;

/// <summary>A server of a database, for one test or more.</summary>
internal interface IDatabaseServer : IAsyncDisposable
{
    /// <summary>Stops it at once, as a power failure would.</summary>
    void Crash();

    /// <summary>Starts it again, with what it had written.</summary>
    void Restart();
}
