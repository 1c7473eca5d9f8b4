namespace Tickstorm.Client.Shell;

/// <summary>How wide the terminal is.</summary>
internal static class TerminalWidth
{
    private const int Customary = 80, Narrowest = 20;

    /// <summary>Columns; 80 where there is no terminal that says it.</summary>
    public static int Now
    {
        get
        {
            try
            {
                return Console.WindowWidth is >= Narrowest and var width ? width : Customary;
            }
            catch (IOException)
            {
                return Customary;
            }
        }
    }
}
