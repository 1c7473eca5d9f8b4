namespace Tickstorm.Scenarios;

/// <summary>Kinds of devices as scenarios and results spell them.</summary>
public static class DeviceKinds
{
    /// <summary>The word of a kind, as in msix.</summary>
    public static string Name(this DeviceKind kind) => kind switch
    {
        DeviceKind.Pin => "pin",
        DeviceKind.Msi => "msi",
        DeviceKind.MsiX => "msix",
        DeviceKind.Lpi => "lpi",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "not a kind of device"),
    };
}
