using System.Globalization;

namespace Tickstorm.Traces.Formats.Otlp;

/// <summary>Where spans go, as OpenTelemetry's environment variables say (specification, "OpenTelemetry Protocol Exporter").</summary>
public sealed record OtlpEndpoint
{
    /// <summary>The address of /v1/traces.</summary>
    public required Uri Traces { get; init; }

    /// <summary>Headers of each request.</summary>
    public IReadOnlyList<(string Name, string Value)> Headers { get; init; } = [];

    /// <summary>How long a request may take.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The endpoint that the environment names; null when it names none.</summary>
    /// <exception cref="FormatException">A variable has a value that cannot be used.</exception>
    public static OtlpEndpoint? FromEnvironment(Func<string, string?> variable)
    {
        ArgumentNullException.ThrowIfNull(variable);
        string? own = variable("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT");
        string? common = variable("OTEL_EXPORTER_OTLP_ENDPOINT");
        string? address = !string.IsNullOrWhiteSpace(own)
            ? own.Trim()
            : string.IsNullOrWhiteSpace(common)
            ? null
            : common.Trim().TrimEnd('/') + "/v1/traces";
        if (address is null) return null;
        if (!Uri.TryCreate(address, UriKind.Absolute, out Uri? uri) || uri.Scheme is not ("http" or "https"))
        {
            throw new FormatException(
                $"OTEL_EXPORTER_OTLP_ENDPOINT: \"{address}\" is no http address; one like http://127.0.0.1:4318 was expected");
        }

        string? protocol = variable("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL") ?? variable("OTEL_EXPORTER_OTLP_PROTOCOL");
        if (!string.IsNullOrWhiteSpace(protocol) && protocol != "http/protobuf")
            throw new FormatException($"OTEL_EXPORTER_OTLP_PROTOCOL: \"{protocol}\" is not supported; http/protobuf was expected");
        string? timeout = variable("OTEL_EXPORTER_OTLP_TRACES_TIMEOUT") ?? variable("OTEL_EXPORTER_OTLP_TIMEOUT");
        int milliseconds = 10_000;
        if (!string.IsNullOrWhiteSpace(timeout)
            && (!int.TryParse(timeout, NumberStyles.None, CultureInfo.InvariantCulture, out milliseconds) || milliseconds == 0))
        {
            throw new FormatException($"OTEL_EXPORTER_OTLP_TIMEOUT: \"{timeout}\" is no number of milliseconds; 10000 is the default");
        }

        string headers = variable("OTEL_EXPORTER_OTLP_TRACES_HEADERS") ?? variable("OTEL_EXPORTER_OTLP_HEADERS") ?? "";
        return new OtlpEndpoint { Traces = uri, Headers = [.. Pairs(headers)], Timeout = TimeSpan.FromMilliseconds(milliseconds) };
    }

    private static IEnumerable<(string Name, string Value)> Pairs(string headers)
    {
        foreach (string pair in headers.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            int equals = pair.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0)
                throw new FormatException("OTEL_EXPORTER_OTLP_HEADERS: a part without \"=\"; name=value,name=value was expected");
            yield return (Uri.UnescapeDataString(pair[..equals].Trim()), Uri.UnescapeDataString(pair[(equals + 1)..].Trim()));
        }
    }
}
