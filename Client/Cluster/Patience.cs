using System.Diagnostics;
using Tickstorm.Client.Shell;

namespace Tickstorm.Client.Cluster;

/// <summary>Questions to a cluster whose silos may go away while they are asked.</summary>
internal static class Patience
{
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan s_between = TimeSpan.FromMilliseconds(300);

    /// <summary>True when asking again may help: the cluster did not answer, or a silo went away with the answer.</summary>
    public static bool MayPass(Exception failure) =>
        failure is ObjectDisposedException
            || failure is not (
            InvalidOperationException or InvalidDataException or IOException or UnauthorizedAccessException or BadInputException or ArgumentException);

    /// <summary>Asks until there is an answer, for a minute at most.</summary>
    public static async Task<T> Ask<T>(Func<Task<T>> question)
    {
        long began = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                return await question();
            }
            catch (Exception failure) when (MayPass(failure) && Stopwatch.GetElapsedTime(began) < s_longest)
            {
                await Task.Delay(s_between);
            }
        }
    }
}
