using System.Diagnostics;
using Tickstorm.Client.Shell;
using Tickstorm.Contracts.Runs;
using Tickstorm.Contracts.Security;

namespace Tickstorm.Client.Cluster;

/// <summary>A call to a cluster whose silos may go away before they answer: it is repeated, so it must do no harm twice.</summary>
internal static class RepeatedCall
{
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan s_between = TimeSpan.FromMilliseconds(300);

    /// <summary>True when asking again may help: the cluster did not answer, or a silo went away with the answer.</summary>
    public static bool MayPass(Exception failure) =>
        failure is ObjectDisposedException
            || failure is not (InvalidOperationException or InvalidDataException or IOException or UnauthorizedAccessException
                or BadInputException or ArgumentException
                or StorageTroubleException or DamagedStateException or AccessDeniedException);

    /// <summary>Wishes until the silo that leads the run has heard of it, for a minute at most.</summary>
    public static async Task<RunAnswer> UntilTaken(Func<Task<RunAnswer>> wish)
    {
        long began = Stopwatch.GetTimestamp();
        while (true)
        {
            RunAnswer answer = await wish();
            if (answer.Code != RunAnswerCode.Moved || Stopwatch.GetElapsedTime(began) > s_timeout) return answer;
            await Task.Delay(s_between);
        }
    }

    /// <summary>Calls until there is an answer, for a minute at most.</summary>
    public static async Task<T> UntilAnswered<T>(Func<Task<T>> call)
    {
        long began = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                return await call();
            }
            catch (Exception failure) when (MayPass(failure) && Stopwatch.GetElapsedTime(began) < s_timeout)
            {
                await Task.Delay(s_between);
            }
        }
    }
}
