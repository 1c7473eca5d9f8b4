using Tickstorm.Client.Shell;

namespace Tickstorm.Client.Output;

/// <summary>A digest on the console: it is one word, and a narrow terminal would break it in two.</summary>
internal static class DigestText
{
    private const int Narrow = 80, Shown = 16;

    /// <summary>The whole digest, or its beginning and where all of it is.</summary>
    public static string Of(ClientContext context, string digest) =>
        !context.OutputIsTerminal || context.Width >= Narrow || digest.Length <= Shown ? digest : $"{digest[..Shown]}... (all of it in a pipe: | cat)";
}
