using Tickstorm.Chaos.Runs;
using Tickstorm.Chaos.Silos;

namespace Tickstorm.Chaos;

/// <summary>Either a silo whose storage may be made to fail, or what starts such silos and does things to them.</summary>
internal static class Program
{
    private const int BadInput = 2;

    public static async Task<int> Main(string[] arguments)
    {
        switch (arguments)
        {
            case ["silo", .. string[] settings]:
                return await ChaosSilo.Run(settings);
            case ["run", .. string[] options]:
                if (ChaosOptions.Read(options) is { } read) return await ChaosRun.Of(read, Console.Out) ? 0 : 1;
                break;
        }

        await Console.Error.WriteLineAsync(ChaosOptions.Usage);
        return BadInput;
    }
}
