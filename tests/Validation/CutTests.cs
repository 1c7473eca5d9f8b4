using Tickstorm.Traces.Calibration;

namespace Tickstorm.Tests;

/// <summary>Parts of recordings, as recordings that nothing was tuned for.</summary>
public sealed class CutTests
{
    private const double MostTicks = 0.10, MostGap = 0.25;

    // Recordings whose thirds are taken: of each kernel, tool, mode and load one.
    private static readonly string[] s_sample =
    [
        "17_smp4_nohz_full.txt.gz", "33_smp4_default_busy1.txt.gz", "13_smp4_nohz_off_highres_off.txt.xz", "14_smp4_skew_tick.txt.xz",
        "30_smp4_nolapic_timer_icount.txt.xz", "40_smp16_nohz_off_icount.txt.xz", "612_ft_mono.txt.gz", "61_perf_mono.data.gz",
        "61_tc_v6.dat.gz", "arm64_612_ft.txt.gz",
    ];

    [Fact]
    public void Thirds_of_recordings_are_predicted_as_recordings_are()
    {
        (string Name, int Third)[] cuts = [.. Sample().SelectMany(name => new[] { (name, 0), (name, 1), (name, 2) })];
        string[] apart =
        [
            .. cuts.AsParallel().AsOrdered().Select(cut => (cut, Fit: FitOf(cut.Name, cut.Third)))
                .Where(one => one.Fit is not { } fit || fit.TicksError > MostTicks || fit.GapError > MostGap)
                .Select(one => $"{Path.GetFileName(one.cut.Name)} {one.cut.Third}: {one.Fit?.TicksError:0.000} {one.Fit?.GapError:0.000}"),
        ];
        Assert.True(apart.Length <= 1, $"{apart.Length} of {cuts.Length}: {string.Join("; ", apart)}");
    }

    private static IEnumerable<string> Sample() => RecordingTests.Names().Where(name => s_sample.Contains(Path.GetFileName(name)));

    private static CaptureFit? FitOf(string name, int third)
    {
        CalibrationResult whole = Prediction.Of(name);
        (long first, long last) = (whole.Analysis.Source.FirstNs!.Value, whole.Analysis.Source.LastNs!.Value);
        long each = (last - first) / 3;
        try
        {
            CalibrationResult part = Prediction.Of(name, first + third * each, first + (third + 1) * each);
            return Prediction.Fit(part, part.Analysis);
        }
        catch (Traces.Formats.TraceFormatException)
        {
            return null;
        }
    }
}
