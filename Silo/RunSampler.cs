using OpenTelemetry.Trace;
using Tickstorm.Grains;

namespace Tickstorm.Silo;

/// <summary>Lets only spans of runs begin a trace: Orleans' own calls are traced as parts of those, not each by itself.</summary>
internal sealed class RunSampler : Sampler
{
    /// <inheritdoc/>
    public override SamplingResult ShouldSample(in SamplingParameters samplingParameters) =>
        new(samplingParameters.Tags?.Any(tag => tag.Key == WallSpans.RunTag) == true
            ? SamplingDecision.RecordAndSample
            : SamplingDecision.Drop);
}
