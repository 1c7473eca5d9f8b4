using System.Text;
using System.Text.RegularExpressions;

namespace Tickstorm.Tests.Inputs;

/// <summary>What a capture cannot say is refused by line, with what is wrong and right, by every command that reads one.</summary>
public sealed class CaptureRefusalTests : IDisposable
{
    private readonly TempFile _file = new("capture.txt");

    public void Dispose() => _file.Dispose();

    [Theory]
    [InlineData("[999999999] d.h1. 100.1: local_timer_entry: vector=236", "CPU 999999999; 0 to 999999 was expected")]
    [InlineData("[1000000] d.h1. 100.1: local_timer_entry: vector=236", "CPU 1000000; 0 to 999999 was expected")]
    [InlineData("[000] d.h1. 50.0002: local_timer_entry: vector=236",
        "time runs backwards on CPU 0, from 100\\.\\d{9} s to 50\\.000200000 s; .*--allow-unsorted sorts them")]
    [InlineData("[000] d.h1. 99999999999999.0: local_timer_entry: vector=236",
        "a time beyond 2\\^62 ns; seconds since the machine's start were expected")]
    [InlineData("[000] d.h1. 100.1: local_timer_entry: vector=99999999999999", "vector more than \\d+; 0 to 255 was expected")]
    [InlineData("[000] d.h1. 100.1: local_timer_entry: vector=-1", "vector -1; 0 to 255 was expected")]
    [InlineData("[000] d.h1. 100.1: irq_handler_entry: irq=99999999 name=x", "irq 99999999; 0 to 1048575 was expected")]
    [InlineData("[000] d.h1. 100.1: ipi_send_cpu: cpu=4000000 callsite=x", "an IPI to CPU 4000000; 0 to 999999 was expected")]
    [InlineData("[000] d.h1. 100.1: hrtimer_expire_entry: hrtimer=0xf function=tick_nohz_handler now=-5",
        "a time before 0; seconds since the machine's start were expected")]
    [InlineData("[000] d.h1. 100.1: tick_raised: interrupt=1 seq=1", "no description of its run before; a whole trace, .* was expected")]
    [InlineData("CPU:1000000 [LOST 5 EVENTS]", "CPU 1000000; 0 to 999999 was expected")]
    [InlineData("#P:999999999", "999999999 CPUs; 1 to 1,000,000 were expected")]
    [InlineData("cpus=0", "0 CPUs; 1 to 1,000,000 were expected")]
    public void A_line_that_cannot_be_is_named(string odd, string sentence)
    {
        string line = odd.StartsWith('[') ? "          <idle>-0     " + odd : odd;
        File.WriteAllText(_file.Path, CaptureLines.With(line));
        foreach (string[] command in s_commands)
        {
            ClientRun run = ClientRun.Of([.. command, _file.Path]);
            Assert.Matches($"^{Regex.Escape(_file.Path)}: line {CaptureLines.OddLine}, offset \\d+: .*{sentence}\n$", run.Error);
            Assert.Equal(2, run.ExitCode);
            Assert.Empty(run.Output);
        }
    }

    [Theory]
    [InlineData("[-1] d.h1. 100.1: local_timer_entry: vector=236", "no \\[cpu\\] column")]
    [InlineData("[000] d.h1. nan: local_timer_entry: vector=236", "no time stamp of the form seconds.fraction followed by a colon")]
    [InlineData("[000] d.h1. 100.1: :", "no event after the time stamp")]
    [InlineData("Segmentation fault", "no \\[cpu\\] column")]
    [InlineData("[000] d.h1. 100.1: local_timer_entry: ", "no number after vector=")]
    [InlineData("[000] d.h1. 100.1: local_timer_entry: vector=", "no number after vector=")]
    [InlineData("[000] d.h1. 100.1: reschedule_exit: vector=x", "no number after vector=")]
    [InlineData("[000] d.h1. 100.1: irq_handler_entry: name=timer", "no number after irq=")]
    [InlineData("[000] d.h1. 100.1: irq_handler_exit: ret=handled", "no number after irq=")]
    [InlineData("[000] d.h1. 100.1: softirq_entry: [action=TIMER]", "no number after vec=")]
    [InlineData("[000] d.h1. 100.1: hrtimer_start: hrtimer=0xf function=tick_nohz_handler softexpires=5", "no number after expires=")]
    [InlineData("[000] d.h1. 100.1: hrtimer_expire_entry: hrtimer=0xf function=tick_nohz_handler", "no number after now=")]
    [InlineData("[000] d.h1. 100.1: ipi_send_cpu: callsite=x", "no number after cpu=")]
    [InlineData("[000] d.h1. 100.1: ipi_raise: (Function call interrupts)", "nothing after target_mask=")]
    [InlineData("[000] d.h1. 100.1: tick_stop: dependency=NONE", "nothing after success=")]
    public void A_line_that_does_not_fit_is_passed_over_and_named_or_refused_when_asked_for(string odd, string wrong)
    {
        string line = odd.StartsWith('[') ? "          <idle>-0     " + odd : odd;
        File.WriteAllText(_file.Path, CaptureLines.With(line));
        string place = $"line {CaptureLines.OddLine}, offset \\d+: {wrong}", path = Regex.Escape(_file.Path);
        ClientRun lenient = ClientRun.Of("analyze", _file.Path, "--json", "-");
        Assert.Matches($"\"skippedLines\": 1,\\s+\"firstSkipped\": \\[\\s+\"{place}: ", lenient.Output);
        Assert.Contains("\"events\": 1000,", lenient.Output, StringComparison.Ordinal);
        Assert.Matches($"1 line does not fit and was passed over: {place}: ", Unfolded(ClientRun.Of("analyze", _file.Path).Output));
        Assert.Matches($"note: 1 line does not fit and was passed over: {place}: ", ClientRun.Of("calibrate", _file.Path, "--out", "-").Error);
        ClientRun converted = ClientRun.Of("convert", _file.Path, "--to", "chrome", "--out", "-");
        Assert.Matches($"^note: {path}: 1 line does not fit and was passed over: {place}: ", converted.Error);
        ClientRun strict = ClientRun.Of("analyze", _file.Path, "--strict");
        Assert.Matches($"^{path}: {place}.*; with --strict every line must be an event\n$", strict.Error);
        Assert.Equal(2, strict.ExitCode);
    }

    [Theory]
    [InlineData("", "offset 0: the file is empty; a trace was expected")]
    [InlineData("\u001f\u008b", "offset 0: there is nothing in the compressed file; a complete gzip file was expected")]
    [InlineData("\u00fd7zXZ\0....", "offset 0: there is nothing in the compressed file; a complete xz file was expected")]
    [InlineData("(\u00b5/\u00fd....", "offset 0: there is nothing in the compressed file; a complete zstd file was expected")]
    [InlineData("BZh91AY&SY", "offset 0: there is nothing in the compressed file; a complete bzip2 file was expected")]
    [InlineData("# x\n\0", "offset 4: the file is binary and of no known format; trace.dat, OTLP or a text trace was expected")]
    [InlineData("# tracer: nop\n#\n", "line 2, offset \\d+: the trace holds no event; a line like .* was expected")]
    public void A_file_that_is_no_capture_is_named(string bytes, string sentence)
    {
        File.WriteAllBytes(_file.Path, Encoding.Latin1.GetBytes(bytes));
        foreach (string[] command in s_commands)
        {
            ClientRun run = ClientRun.Of([.. command, _file.Path]);
            string path = Regex.Escape(_file.Path);
            Assert.Matches($"^{path}: {sentence.Replace("FILE", path, StringComparison.Ordinal)}\n$", run.Error);
            Assert.Equal(2, run.ExitCode);
        }
    }

    [Fact]
    public void Two_captures_in_one_file_are_not_one_of_twice_the_ticks()
    {
        byte[] packed = CaptureLines.Packed(CaptureLines.Sound());
        File.WriteAllBytes(_file.Path, [.. packed, .. packed]);
        ClientRun run = ClientRun.Of("analyze", _file.Path);
        Assert.Matches(
            "line 1005, offset \\d+: time runs backwards on CPU 0, from 100.996000000 s to 100.000000000 s; one capture", run.Error);
        Assert.Equal(2, run.ExitCode);
    }

    [Fact]
    public void A_compressed_file_that_was_cut_is_named_with_the_line_up_to_which_it_can_be_read()
    {
        byte[] packed = CaptureLines.Packed(CaptureLines.Sound());
        File.WriteAllBytes(_file.Path, packed[..(packed.Length / 2)]);
        ClientRun run = ClientRun.Of("analyze", _file.Path);
        Assert.Matches(
            "after line \\d+, offset \\d+ of the text: the compressed data is damaged .*; a complete file was expected", run.Error);
        Assert.Equal(2, run.ExitCode);
    }

    [Fact]
    public void A_line_without_end_is_given_up()
    {
        File.WriteAllText(_file.Path, "# tracer: nop\n" + new string('x', 3 << 20));
        ClientRun run = ClientRun.Of("analyze", _file.Path);
        Assert.Matches("line 2, offset 14: the line is longer than 1 MiB; a text trace was expected", run.Error);
        Assert.Equal(2, run.ExitCode);
    }

    [Fact]
    public void Unsorted_captures_are_read_when_asked_for()
    {
        string[] lines = CaptureLines.Sound().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        File.WriteAllText(_file.Path, string.Join('\n', [.. lines[..2], .. lines[500..], .. lines[2..500], ""]));
        Assert.Equal(2, ClientRun.Of("analyze", _file.Path).ExitCode);
        ClientRun sorted = ClientRun.Of("analyze", _file.Path, "--allow-unsorted", "--json", "-");
        File.WriteAllText(_file.Path, CaptureLines.Sound());
        Assert.Equal(ClientRun.Of("analyze", _file.Path, "--json", "-").Output, sorted.Output);
    }

    [Fact]
    public void A_changed_digit_of_a_CPU_is_no_two_hundred_silent_CPUs()
    {
        string header = "# tracer: nop\n#\n# entries-in-buffer/entries-written: 1000/1000   #P:2\n#\n";
        File.WriteAllText(
            _file.Path, CaptureLines.Sound(header).Replace("[001] d.h1.   100.4", "[201] d.h1.   100.4", StringComparison.Ordinal));
        ClientRun run = ClientRun.Of("analyze", _file.Path, "--json", "-");
        Assert.Matches("line \\d+, offset \\d+: CPU 201 is one more than the 2 CPUs of its header: a changed digit", run.Error);
        Assert.Equal(2, run.ExitCode);
        Assert.Equal(3, Regex.Count(run.Output, "\"cpu\": \\d+,"));
    }

    // Sentences are folded to the width of the terminal.
    private static string Unfolded(string text) => Regex.Replace(text, "\\s*\n\\s*", " ");

    private static readonly string[][] s_commands = [["analyze"], ["calibrate", "--out", "-"], ["compare", "--capture"]];
}
