using System.Globalization;
using Tickstorm.Tests.Support;

namespace Tickstorm.Chaos.Runs;

/// <summary>What is to be done to a cluster, and for how long.</summary>
/// <param name="Seed">The seed; the first of several.</param>
/// <param name="Seeds">How many seeds, each with a cluster of its own.</param>
/// <param name="FaultSeconds">How long faults happen, of each seed.</param>
/// <param name="Haste">By what the silos' waiting times are divided; 1 for those of a real cluster.</param>
/// <param name="Storage">folder, postgresql or redis; null for one after the other by the seed.</param>
/// <param name="KeepsSilos">Only faults that no silo ends by, so that their memory can be looked at.</param>
/// <param name="Wanted">Only faults of these kinds; null for all.</param>
internal sealed record ChaosOptions(
    int Seed = 1, int Seeds = 1, double FaultSeconds = 60, int Haste = 4, string? Storage = null, bool KeepsSilos = false,
    IReadOnlyList<ChaosFault>? Wanted = null)
{
    public const string Usage = "tests/Chaos/run [--minutes M | --seconds S] [--seed N] [--seeds N] [--haste N] [--silos kept] "
        + "[--storage folder|postgresql|redis] [--only KIND,KIND...]";

    /// <summary>Only faults of these kinds; none for all.</summary>
    public IReadOnlyList<ChaosFault> Only => Wanted ?? [];

    /// <summary>Where a seed keeps its runs.</summary>
    public string StorageOf(int seed) => Storage ?? (seed % 6) switch
    {
        0 or 3 when PostgresServer.Programs is not null => "postgresql",
        4 when RedisServer.Program is not null => "redis",
        _ => "folder",
    };

    /// <summary>Reads a command line; null when it cannot be read.</summary>
    public static ChaosOptions? Read(IReadOnlyList<string> arguments)
    {
        ChaosOptions options = new();
        for (int i = 0; i + 1 < arguments.Count; i += 2)
        {
            string value = arguments[i + 1];
            if (arguments[i] == "--silos" && value == "kept")
            {
                options = options with { KeepsSilos = true };
                continue;
            }

            if (arguments[i] == "--storage" && value is "folder" or "postgresql" or "redis")
            {
                options = options with { Storage = value };
                continue;
            }

            if (arguments[i] == "--only")
            {
                ChaosFault?[] kinds = [.. value.Split(',').Select(name => Enum.TryParse(name, out ChaosFault kind) ? kind : (ChaosFault?)null)];
                if (kinds.Contains(null)) return null;
                options = options with { Wanted = [.. kinds.Select(kind => kind!.Value)] };
                continue;
            }

            if (!double.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number)) return null;
            ChaosOptions? read = arguments[i] switch
            {
                "--minutes" => options with { FaultSeconds = number * 60 },
                "--seconds" => options with { FaultSeconds = number },
                "--seed" => options with { Seed = (int)number },
                "--seeds" => options with { Seeds = (int)number },
                "--haste" when number >= 1 => options with { Haste = (int)number },
                _ => null,
            };
            if (read is null) return null;
            options = read;
        }

        return arguments.Count % 2 == 0 ? options : null;
    }
}
