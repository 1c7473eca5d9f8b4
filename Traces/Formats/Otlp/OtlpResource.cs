using Tickstorm.Traces.Runs;

namespace Tickstorm.Traces.Formats.Otlp;

/// <summary>The resource and the scope of all spans of a run (OpenTelemetry, Resource Semantic Conventions).</summary>
public static class OtlpResource
{
    /// <summary>The conventions that the names of attributes are of.</summary>
    public const string Schema = "https://opentelemetry.io/schemas/1.37.0";

    /// <summary>How events stand for records: 2 has every field in the event itself, the first had some on the root.</summary>
    public const int Format = 2;

    /// <summary>The version of the scope and the service.</summary>
    public static string Version { get; } = typeof(OtlpResource).Assembly.GetName().Version is Version version
        ? version.ToString(3)
        : "0.0.0";

    /// <summary>The attributes of a run or a capture; <see cref="TraceRunInfo.Resource"/> comes last and wins.</summary>
    internal static IReadOnlyList<OtlpValue> Attributes(TraceRunInfo info)
    {
        List<OtlpValue> all =
        [
            OtlpValue.Of(OtlpNames.ServiceName, OtlpNames.Service),
            OtlpValue.Of("service.version", Version),
            OtlpValue.Of("telemetry.sdk.name", OtlpNames.Service),
            OtlpValue.Of("telemetry.sdk.language", "dotnet"),
            OtlpValue.Of("telemetry.sdk.version", Version),
            .. info.Capture is { } capture ? [OtlpValue.Of(OtlpNames.Capture, capture)] : OfRun(info),
        ];
        foreach ((string name, string value) in info.Resource)
        {
            all.RemoveAll(known => known.Key == name);
            all.Add(OtlpValue.Of(name, value));
        }

        return all;
    }

    private static OtlpValue[] OfRun(TraceRunInfo info) =>
    [
        OtlpValue.Of("service.instance.id", info.RunId),
        OtlpValue.Of("tickstorm.scenario", info.Scenario),
        OtlpValue.Of("tickstorm.design", info.Design),
        OtlpValue.Of("tickstorm.seed", info.Seed),
        OtlpValue.Of("tickstorm.cpus", info.Cpus),
        OtlpValue.Of("tickstorm.hz", info.Hz),
        OtlpValue.Of("tickstorm.kernel", info.Kernel.ToString()),
        OtlpValue.Of(OtlpNames.Format, Format),
        OtlpValue.Of(OtlpNames.Run, RunInfoJson.Of(info)),
    ];
}
