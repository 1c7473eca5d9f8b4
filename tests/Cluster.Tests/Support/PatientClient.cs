using System.Reflection;
using Tickstorm.Contracts.Runs;

namespace Tickstorm.Tests.Support;

/// <summary>
/// Waits as long as a busy machine takes: where a run is changes nothing and is asked again when the answer does not come in the five seconds
/// that users wait, and a pause is when the run's epoch has begun.
/// </summary>
internal sealed class PatientClient : IOutgoingGrainCallFilter
{
    private const int MostQuestions = 36, MostPauses = 9;

    /// <inheritdoc/>
    public async Task Invoke(IOutgoingGrainCallContext context)
    {
        MethodInfo method = context.InterfaceMethod;
        bool isStatus = method.DeclaringType == typeof(IMachineGrain) && method.Name == nameof(IMachineGrain.Status);
        for (int tries = 1; ; tries++)
        {
            try
            {
                await context.Invoke();
                return;
            }
            catch (TimeoutException) when (isStatus && tries < MostQuestions)
            {
            }
        }
    }

    /// <summary>Pauses a run.</summary>
    public static async Task<RunAnswer> Pause(IMachineGrain machine)
    {
        for (int tries = 1; ; tries++)
        {
            RunAnswer answer = await machine.Pause();
            if (answer.Code != RunAnswerCode.NoEpoch || tries == MostPauses) return answer;
        }
    }
}
