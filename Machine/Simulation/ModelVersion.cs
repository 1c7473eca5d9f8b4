using System.Globalization;

namespace Tickstorm.Simulation;

/// <summary>Which model this build has. Two versions may compute different results, so that no run is computed by both.</summary>
public static class ModelVersion
{
    /// <summary>The version: a hash of all that the model was compiled from, as 32 hexadecimal digits.</summary>
    public static string Current { get; } = typeof(ModelVersion).Module.ModuleVersionId.ToString("n", CultureInfo.InvariantCulture);
}
