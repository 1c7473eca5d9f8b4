namespace Tickstorm.Tests;

/// <summary>Captures of a real kernel that the tests read.</summary>
internal static class Samples
{
    public const string Busy1 = "33_smp4_default_busy1.txt.gz";
    public const string NoLapicTimer = "04_smp4_nolapic_timer.txt.gz";
    public const string NoHzFull = "17_smp4_nohz_full.txt.gz";
    public const string SkewTick = "39_smp4_skew_tick_nohz_off_icount.txt.gz";

    public static string Path(string name) => System.IO.Path.Combine(AppContext.BaseDirectory, "data", name);
}
