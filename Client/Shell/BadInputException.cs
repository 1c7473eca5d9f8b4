namespace Tickstorm.Client.Shell;

/// <summary>The user's input cannot be used; the message says why and what would be right.</summary>
internal sealed class BadInputException(string message) : Exception(message)
{
    /// <summary>Several problems, one a line.</summary>
    public static BadInputException Of(IEnumerable<object> problems) => new(string.Join('\n', problems));
}
