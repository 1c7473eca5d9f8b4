namespace Tickstorm.Hostile.Outputs;

/// <summary>A file name of every trace format.</summary>
internal static class TraceNames
{
    public static readonly string[] Each = ["x.dat", "x.otlp", "x.otlp.json", "x.ctf", "x.trace.json", "x.pftrace", "x.ftrace"];

    public static TheoryData<string> All => [.. Each];
}
