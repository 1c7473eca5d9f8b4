using Orleans.CodeGeneration;

namespace Tickstorm.Contracts.Runs;

/// <summary>
/// A silo's part of a segment of a run's trace, read by the silo that the client speaks to for it: the run's leader has none of its bytes.
/// Its key is the block's name, which <see cref="IMachineGrain.TraceBlocks"/> tells.
/// </summary>
[Alias("tickstorm.trace-block"), Version(1)]
public interface ITraceBlockGrain : IGrainWithStringKey
{
    /// <summary>The records, in the one total order; null when there is no such block.</summary>
    [Alias("read"), ResponseTimeout("00:01:00")]
    Task<byte[]?> Read();
}
