using System.Text;
using System.Text.RegularExpressions;

namespace Tickstorm.Tests.Inputs;

/// <summary>Inputs that are longer than anything of their kind, and that have more wrong than one wants to read.</summary>
public sealed class LimitTests
{
    [Theory]
    [InlineData("a scenario", "scenarios", "validate", "-")]
    [InlineData("a scenario", "run", "-")]
    [InlineData("a file of vectors", "replay", "-")]
    public void What_has_no_end_is_refused_by_what_was_read(string what, params string[] command)
    {
        using Zeros zeros = new();
        ClientRun run = ClientRun.Fed(zeros, default, command);
        Assert.Matches(
            $"^standard input: offset {64 << 20}: {what} of more than 64 MiB is not read; a shorter one was expected\n$", run.Error);
        Assert.Equal(2, run.ExitCode);
        Assert.InRange(zeros.Given, 64 << 20, 66 << 20);
    }

    [Fact]
    public void Of_many_problems_the_first_fifty_are_printed()
    {
        StringBuilder text = new("machine:\n");
        for (int i = 0; i < 80_000; i++) text.Append($"  key{i}: 1\n");
        using TempFile file = new("many.yaml");
        File.WriteAllText(file.Path, text.ToString());
        ClientRun run = ClientRun.Of("scenarios", "validate", file.Path);
        Assert.Equal(2, run.ExitCode);
        string[] lines = run.Error.TrimEnd().Split('\n');
        Assert.Equal(51, lines.Length);
        Assert.All(lines[..50], line => Assert.Matches(
            $"^{Regex.Escape(file.Path)}:\\d+:3: machine has no key \"key\\d+\".* \\(its keys are cpus, ", line));
        Assert.EndsWith("these are the first 50 problems; what follows them was not looked at", lines[50], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("name: caf\u00e9\n", "line 1, offset 9: byte 0xe9 is no UTF-8; text in UTF-8 was expected")]
    [InlineData("machine:\n  cpus: 4\nname: a\u0080b\n", "line 3, offset 26: byte 0x80 is no UTF-8; text in UTF-8 was expected")]
    public void Invalid_UTF_8_is_named_by_line_and_byte(string latin, string sentence)
    {
        using TempFile file = new("latin.yaml");
        File.WriteAllBytes(file.Path, Encoding.Latin1.GetBytes(latin));
        ClientRun run = ClientRun.Of("scenarios", "validate", file.Path);
        Assert.Equal((2, $"{file.Path}: {sentence}\n"), (run.ExitCode, run.Error));
    }

    [Theory]
    [InlineData("analyze")]
    [InlineData("replay")]
    [InlineData("calibrate", "--out", "-")]
    public void A_folder_is_no_file(params string[] command)
    {
        using TempFolder folder = new();
        ClientRun run = ClientRun.Of([.. command, folder.Path("")]);
        Assert.Equal(2, run.ExitCode);
        Assert.Matches(
            "^" + Regex.Escape(folder.Path("")) + ".*: (this is a folder; a file|the folder has no file of this name; a CTF 1.8 folder)"
            + ".* was expected\n$", run.Error);
    }

    internal sealed class Zeros : MemoryStream
    {
        public long Given { get; private set; }

        public override int Read(byte[] buffer, int offset, int count)
        {
            buffer.AsSpan(offset, count).Clear();
            Given += count;
            return count;
        }
    }
}
