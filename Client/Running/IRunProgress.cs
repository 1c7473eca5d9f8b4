namespace Tickstorm.Client.Running;

/// <summary>Shows how far runs have got.</summary>
internal interface IRunProgress : IProgress<long>, IDisposable
{
    /// <summary>Names what begins now.</summary>
    void Begin(string what);
}
