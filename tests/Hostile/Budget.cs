using System.Diagnostics;
using System.Globalization;

// One at a time: what is measured is whether a command ends in time.
[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace Tickstorm.Hostile;

/// <summary>How long a test goes on, and the numbers that it draws.</summary>
internal static class Budget
{
    private static readonly double s_seconds = Number("TICKSTORM_HOSTILE_SECONDS", 60);
    private static readonly int s_seed = (int)Number("TICKSTORM_HOSTILE_SEED", 20_070_308);

    /// <summary>
    /// Repeats a round until its share of the time is over, each with numbers of its own; a failure names seed and round.
    /// </summary>
    /// <param name="share">The part of the whole time that this test may take.</param>
    /// <param name="round">Does one round.</param>
    public static void Spend(double share, Action<Random> round)
    {
        long began = Stopwatch.GetTimestamp();
        int number = 0;
        do
        {
            try
            {
                round(new Random(s_seed + number));
            }
            catch (Exception fault)
            {
                throw new InvalidOperationException($"seed {s_seed}, round {number}: {fault.Message}", fault);
            }

            number++;
        }
        while (Stopwatch.GetElapsedTime(began).TotalSeconds < share * s_seconds);
    }

    private static double Number(string name, double otherwise) =>
        double.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out double given) ? given : otherwise;
}
