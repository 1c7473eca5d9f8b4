using System.Collections.Concurrent;
using System.Reflection;
using Tickstorm.Contracts.Processes;

namespace Tickstorm.Tests.Support;

/// <summary>Loses the first call of each kind to a grain of a run, or its answer. Time-outs are a twentieth of what they are.</summary>
internal sealed class LostCalls(bool answers) : IOutgoingGrainCallFilter
{
    private const int Shorter = 20;
    private readonly ConcurrentDictionary<string, bool> _lost = new();

    /// <summary>The kinds of which one was lost.</summary>
    public string[] Lost => [.. _lost.Keys.Order(StringComparer.Ordinal)];

    /// <inheritdoc/>
    public async Task Invoke(IOutgoingGrainCallContext context)
    {
        MethodInfo method = context.InterfaceMethod;
        bool isOfAGrain = method.DeclaringType!.Namespace == typeof(IProcessGrain).Namespace;
        if (!isOfAGrain || !_lost.TryAdd($"{method.DeclaringType.Name}.{method.Name}", true))
        {
            await context.Invoke();
            return;
        }

        if (answers) await context.Invoke();
        // Nobody learns earlier that it is lost.
        await Task.Delay((method.GetCustomAttribute<ResponseTimeoutAttribute>()?.Timeout ?? TimeSpan.FromSeconds(30)) / Shorter);
        throw new TimeoutException("It was lost.");
    }
}
