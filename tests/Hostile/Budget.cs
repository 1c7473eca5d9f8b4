using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Tickstorm.Hostile.Inputs;

// One at a time: what is measured is whether a command ends in time.
[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace Tickstorm.Hostile;

/// <summary>How long a test goes on, and the numbers that it draws.</summary>
internal static class Budget
{
    private const int LeastMutations = 20;
    private const int MostFaults = 20;
    private static readonly double s_seconds = Number("TICKSTORM_HOSTILE_SECONDS", 60);
    private static readonly int s_mutations = (int)Number("TICKSTORM_HOSTILE_MUTATIONS", 0);
    private static readonly int s_seed = (int)Number("TICKSTORM_HOSTILE_SEED", 20_070_308);

    /// <summary>
    /// Repeats a round until its share of the time is over, each with numbers of its own; a failure names seed and round.
    /// </summary>
    /// <param name="share">The part of the whole time that this test may take.</param>
    /// <param name="round">Does one round.</param>
    public static void Spend(double share, Action<Random> round) => Spend(share, 1, 1, round);

    /// <summary>The same, changed.</summary>
    public static void Mutate(double share, byte[] sound, Action<byte[], Random> round) => Mutate(share, _ => sound, round);

    /// <summary>
    /// Changes an input again and again, until its share of the time is over or as often as TICKSTORM_HOSTILE_MUTATIONS says. It goes on
    /// after a failure, to find all kinds of them; what they failed with is kept in the folder TICKSTORM_HOSTILE_KEEP.
    /// </summary>
    public static void Mutate(double share, Func<Random, byte[]> sound, Action<byte[], Random> round) =>
        Spend(s_mutations > 0 ? 0 : share, Math.Max(LeastMutations, s_mutations), MostFaults, random =>
        {
            byte[] changed = Mutation.Of(sound(random), random);
            try
            {
                round(changed, random);
            }
            catch when (Keep(changed))
            {
                throw;
            }
        });

    private static bool Keep(byte[] changed)
    {
        if (Environment.GetEnvironmentVariable("TICKSTORM_HOSTILE_KEEP") is { Length: > 0 } folder)
            File.WriteAllBytes(Path.Combine(folder, Convert.ToHexStringLower(SHA256.HashData(changed))[..8]), changed);
        return false;
    }

    private static void Spend(double share, int least, int mostFaults, Action<Random> round)
    {
        long began = Stopwatch.GetTimestamp();
        List<Exception> faults = [];
        for (int number = 0; number < least || Stopwatch.GetElapsedTime(began).TotalSeconds < share * s_seconds; number++)
        {
            try
            {
                round(new Random(s_seed + number));
            }
            catch (Exception fault)
            {
                faults.Add(new InvalidOperationException($"seed {s_seed}, round {number}: {fault.Message}", fault));
                if (faults.Count == mostFaults) break;
            }
        }

        if (faults.Count > 0) throw new AggregateException(faults);
    }

    private static double Number(string name, double otherwise) =>
        double.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out double given) ? given : otherwise;
}
