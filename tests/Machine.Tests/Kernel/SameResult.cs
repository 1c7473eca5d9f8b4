using System.Text.Json;
using Tickstorm.Results;

namespace Tickstorm.Tests.Kernel;

/// <summary>Two results are the same when all but the engine's own figures and wall times are.</summary>
internal static class SameResult
{
    private static readonly JsonSerializerOptions s_everything = new() { IncludeFields = true };

    public static string Of(DesignResult result) => JsonSerializer.Serialize(result with { Engine = new(), Wall = new() }, s_everything);

    public static void Assert(DesignResult expected, DesignResult actual, string context)
    {
        string a = Of(expected), b = Of(actual);
        if (a == b) return;
        int at = a.Zip(b).TakeWhile(pair => pair.First == pair.Second).Count();
        Xunit.Assert.Fail($"{context}\n...{Near(a, at)}\n...{Near(b, at)}");
    }

    private static string Near(string text, int at) => text[Math.Max(0, at - 80)..Math.Min(text.Length, at + 80)];
}
