using System.Globalization;
using System.Text.RegularExpressions;

namespace Tickstorm.Tests.Deploy;

public partial class SystemdTests
{
    private const double MostExposure = 2.0;
    private const string Unit = "tickstorm-silo@.service";
    private static readonly string s_text = Repository.Text("deploy/systemd/" + Unit);

    [ToolFact("systemd-analyze")]
    public void Systemd_takes_the_unit_and_finds_it_well_locked_up()
    {
        using TempFolder folder = new();
        string unit = folder.Path(Unit);
        // The program is not on this machine: any other stands for it.
        File.WriteAllText(unit, Program().Replace(s_text, Environment.ProcessPath!));
        Assert.Equal("", Tools.Run("systemd-analyze", "verify", unit));
        string said = Tools.Run("systemd-analyze", "security", "--offline=true", unit);
        double exposure = double.Parse(Exposure().Match(said).Groups[1].Value, CultureInfo.InvariantCulture);
        Assert.InRange(exposure, 0, MostExposure);
    }

    [Fact]
    public void A_silo_that_is_stopped_has_time_to_save_its_runs()
    {
        int drain = Number("TICKSTORM__DRAINSECONDS"), patience = Number("TimeoutStopSec");
        Assert.True(patience >= drain + 30);

        static int Number(string name) =>
            int.Parse(Regex.Match(s_text, $"{name}=([0-9]+)").Groups[1].Value, CultureInfo.InvariantCulture);
    }

    [GeneratedRegex("/opt/tickstorm/bin/tickstorm-silo")]
    private static partial Regex Program();

    [GeneratedRegex(@"exposure level for \S+: ([0-9.]+)")]
    private static partial Regex Exposure();
}
