using System.CommandLine;

namespace Tickstorm.Client.Help;

/// <summary>The environment variables that a command looks at, for its help and its manual page.</summary>
internal static class CommandVariables
{
    private static readonly (string Name, string Meaning)[] s_all =
    [
        ("TICKSTORM_DEBUG", "1: an internal error is shown with its place in the code"),
        ("NO_COLOR", "Set: no colours. TERM=dumb: no escape sequences at all"),
    ];

    private static readonly (string Name, string Meaning)[] s_cluster =
    [
        ("TICKSTORM_HOME", "The folder of the local cluster: its processes, logs and saved runs"),
        ("TICKSTORM_GATEWAYS", "The gateways of a cluster elsewhere, as in 10.0.0.1:30000,silo2:30000"),
        ("TICKSTORM_CLUSTER", "The id of that cluster (default: tickstorm)"),
        ("TICKSTORM_SERVICE", "The service that it belongs to (default: tickstorm)"),
        ("TICKSTORM_TLS_CERTIFICATE", "The client's certificate, where the cluster wants TLS; see docs/operations.md for the others"),
        ("TICKSTORM_SILO", "The program that cluster up starts (default: the one that is installed with this one)"),
    ];

    private static readonly (string Name, string Meaning)[] s_telemetry =
    [
        ("OTEL_EXPORTER_OTLP_ENDPOINT", "Where --otlp posts to"),
        ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf or grpc (default: http/protobuf)"),
        ("OTEL_EXPORTER_OTLP_TIMEOUT", "How long an answer is waited for, ms (default: 10000)"),
    ];

    /// <summary>Names and meanings.</summary>
    public static IEnumerable<(string Name, string Meaning)> Of(Command command)
    {
        bool cluster = CommandPath.Of(command).Contains("cluster", StringComparison.Ordinal)
            || command.Options.Any(option => option.Name == "--engine");
        bool telemetry = command.Options.Any(option => option.Name == "--otlp");
        return [.. cluster ? s_cluster : [], .. telemetry ? s_telemetry : [], .. s_all];
    }
}
