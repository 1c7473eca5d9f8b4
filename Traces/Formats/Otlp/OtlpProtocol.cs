namespace Tickstorm.Traces.Formats.Otlp;

/// <summary>How batches travel (OTLP specification, "OTLP/gRPC" and "OTLP/HTTP").</summary>
public enum OtlpProtocol : byte
{
    /// <summary>Protobuf in HTTP posts; what is spoken unless the environment says otherwise.</summary>
    HttpProtobuf,

    /// <summary>JSON in HTTP posts.</summary>
    HttpJson,

    /// <summary>Calls of gRPC, over HTTP/2.</summary>
    Grpc,
}
