using System.Globalization;

namespace Tickstorm.Traces.Formats.Otlp;

/// <summary>Where spans go, as OpenTelemetry's environment variables say (specification, "OpenTelemetry Protocol Exporter").</summary>
public sealed record OtlpEndpoint
{
    private const string Common = "OTEL_EXPORTER_OTLP_";
    private const string Own = Common + "TRACES_";

    /// <summary>The address of /v1/traces, or of the gRPC method.</summary>
    public required Uri Traces { get; init; }

    /// <summary>How batches travel.</summary>
    public OtlpProtocol Protocol { get; init; }

    /// <summary>True when batches are compressed.</summary>
    public bool Gzip { get; init; }

    /// <summary>Headers of each request.</summary>
    public IReadOnlyList<(string Name, string Value)> Headers { get; init; } = [];

    /// <summary>Attributes of the resource: OTEL_RESOURCE_ATTRIBUTES and OTEL_SERVICE_NAME.</summary>
    public IReadOnlyList<(string Name, string Value)> Resource { get; init; } = [];

    /// <summary>How long a request may take.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The endpoint that the environment names; null when it names none.</summary>
    /// <exception cref="FormatException">A variable has a value that cannot be used.</exception>
    public static OtlpEndpoint? FromEnvironment(Func<string, string?> variable)
    {
        ArgumentNullException.ThrowIfNull(variable);
        (string name, string? address) = Of(variable, "ENDPOINT");
        if (address is null) return null;
        OtlpProtocol protocol = Spoken(Of(variable, "PROTOCOL"));
        string path = protocol == OtlpProtocol.Grpc ? "/opentelemetry.proto.collector.trace.v1.TraceService/Export" : "/v1/traces";
        if (protocol == OtlpProtocol.Grpc || !name.StartsWith(Own, StringComparison.Ordinal)) address = address.TrimEnd('/') + path;
        if (!Uri.TryCreate(address, UriKind.Absolute, out Uri? uri) || uri.Scheme is not ("http" or "https"))
            throw new FormatException($"{name}: \"{address}\" is no http address; one like http://127.0.0.1:4318 was expected");
        (string what, string? timeout) = Of(variable, "TIMEOUT");
        int milliseconds = 10_000;
        if (timeout is not null
            && (!int.TryParse(timeout, NumberStyles.None, CultureInfo.InvariantCulture, out milliseconds) || milliseconds == 0))
        {
            throw new FormatException($"{what}: \"{timeout}\" is no number of milliseconds; 10000 is the default");
        }

        (string zip, string? compression) = Of(variable, "COMPRESSION");
        if (compression is not (null or "gzip" or "none"))
            throw new FormatException($"{zip}: \"{compression}\" is not supported; gzip or none was expected");
        (string which, string? headers) = Of(variable, "HEADERS");
        List<(string, string)> resource = [.. Pairs("OTEL_RESOURCE_ATTRIBUTES", variable("OTEL_RESOURCE_ATTRIBUTES") ?? "")];
        if (variable("OTEL_SERVICE_NAME") is { Length: > 0 } service) resource.Add((OtlpNames.ServiceName, service));
        return new OtlpEndpoint
        {
            Traces = uri, Protocol = protocol, Gzip = compression == "gzip", Headers = [.. Pairs(which, headers ?? "")],
            Resource = resource, Timeout = TimeSpan.FromMilliseconds(milliseconds),
        };
    }

    // The variable of traces wins over that of all signals; an empty one is as if it were not there.
    private static (string Name, string? Value) Of(Func<string, string?> variable, string what)
    {
        string? own = variable(Own + what);
        if (!string.IsNullOrWhiteSpace(own)) return (Own + what, own.Trim());
        string? common = variable(Common + what);
        return (Common + what, string.IsNullOrWhiteSpace(common) ? null : common.Trim());
    }

    private static OtlpProtocol Spoken((string Name, string? Value) protocol) => protocol.Value switch
    {
        null or "http/protobuf" => OtlpProtocol.HttpProtobuf,
        "http/json" => OtlpProtocol.HttpJson,
        "grpc" => OtlpProtocol.Grpc,
        _ => throw new FormatException(
            $"{protocol.Name}: \"{protocol.Value}\" is not supported; http/protobuf, http/json or grpc was expected"),
    };

    private static IEnumerable<(string Name, string Value)> Pairs(string variable, string text)
    {
        foreach (string pair in text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            int equals = pair.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0) throw new FormatException($"{variable}: a part without \"=\"; name=value,name=value was expected");
            yield return (Uri.UnescapeDataString(pair[..equals].Trim()), Uri.UnescapeDataString(pair[(equals + 1)..].Trim()));
        }
    }
}
