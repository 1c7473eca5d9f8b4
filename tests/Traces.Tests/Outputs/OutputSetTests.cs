using Tickstorm.Traces.Outputs;

namespace Tickstorm.Tests.Outputs;

/// <summary>What an output may be, and what it must not touch.</summary>
public sealed class OutputSetTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("input")]
    [InlineData("./input")]
    [InlineData("sub/../input")]
    [InlineData("link")]
    [InlineData("hard")]
    [InlineData("linked/input")]
    public void An_input_is_no_output_by_any_of_its_names(string name)
    {
        File.WriteAllText(Path("input"), "precious");
        Directory.CreateDirectory(Path("sub"));
        Directory.CreateSymbolicLink(Path("linked"), Path(""));
        File.CreateSymbolicLink(Path("link"), "input");
        Tools.Run("ln", Path("input"), Path("hard"));

        OutputException fault = Refused(new OutputSet(Path("input")), name);

        Assert.Matches("^--json .*: this is .*input, which is read by the same command; another name was expected$", fault.Message);
        Assert.Equal("precious", File.ReadAllText(Path("input")));
    }

    [Theory]
    [InlineData("new", "new")]
    [InlineData("new", "./new")]
    [InlineData("new", "linked/new")]
    [InlineData("there", "hard")]
    [InlineData("there", "link")]
    [InlineData("dangling", "nothing-yet")]
    public void Two_outputs_do_not_meet_whether_there_is_a_file_yet_or_not(string first, string second)
    {
        File.WriteAllText(Path("there"), "old");
        Directory.CreateSymbolicLink(Path("linked"), Path(""));
        File.CreateSymbolicLink(Path("link"), "there");
        File.CreateSymbolicLink(Path("dangling"), Path("nothing-yet"));
        Tools.Run("ln", Path("there"), Path("hard"));
        OutputSet set = new();
        using OutputFile one = set.Whole("--report", Path(first));

        Assert.Matches("^--json .*: --report .* writes there already; another name was expected$", Refused(set, second).Message);
    }

    [Fact]
    public void An_output_within_the_folder_of_another_is_refused()
    {
        OutputSet set = new();
        using OutputFolder folder = set.Folder("--trace", Path("run.ctf"), _ => null, growing: true);
        Assert.Matches("writes there already", Refused(set, "run.ctf/cpu_0").Message);
    }

    [Theory]
    [InlineData("", "^--json: the name is empty; the name of a file, or - for standard output, was expected$")]
    [InlineData("sub", ": this is a folder; the name of a file was expected$")]
    [InlineData("new/", ": this is a folder; the name of a file was expected$")]
    [InlineData("none/x", ": there is no folder .*none; an existing folder was expected$")]
    [InlineData("file/x", ": .*file is no folder; an existing folder was expected$")]
    [InlineData("loop", "^--json .*loop: .*symbolic links")]
    [InlineData("/dev/full", "^--json /dev/full: this is a device, pipe or socket; the name of a file, or - for standard output")]
    [InlineData("/proc/x", "^--json /proc/x: no file can be made there$")]
    [InlineData("a\0b", ": the name holds a zero byte; a name without one was expected$")]
    public void What_cannot_be_written_is_said_with_what_would_be_right(string name, string pattern)
    {
        Directory.CreateDirectory(Path("sub"));
        File.WriteAllText(Path("file"), "");
        File.CreateSymbolicLink(Path("loop"), "loop");

        OutputException fault = Assert.Throws<OutputException>(
            () => new OutputSet().Whole("--json", name.Length == 0 || name[0] == '/' ? name : Path(name)));

        Assert.Matches(pattern, fault.Message);
    }

    [Fact]
    public void What_stands_there_is_untouched_until_the_new_is_kept_and_its_mode_stays()
    {
        string path = Path("keep.html");
        File.WriteAllText(path, "old");
        Tools.Run("chmod", "640", path);
        using (OutputFile file = new OutputSet().Whole("--report", path))
        {
            file.Stream.Write("new"u8);
            Assert.Equal("old", ReadLocked(path));
            file.Keep();
        }

        Assert.Equal("new", File.ReadAllText(path));
        Assert.Equal("640", Tools.Run("stat", "-c", "%a", path).Trim());
        Assert.Equal([path], Directory.EnumerateFileSystemEntries(Path("")));
    }

    [Fact]
    public void What_is_not_kept_leaves_nothing_behind()
    {
        File.WriteAllText(Path("old"), "old");
        using (OutputFile file = new OutputSet().Whole("--report", Path("old"))) file.Stream.Write("new"u8);
        using (OutputFile file = new OutputSet().Growing("--trace", Path("new"))) file.Stream.Write("new"u8);

        Assert.Equal("old", File.ReadAllText(Path("old")));
        Assert.Equal([Path("old")], Directory.EnumerateFileSystemEntries(Path("")));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_second_writer_is_refused_and_the_first_is_whole(bool isThere)
    {
        if (isThere) File.WriteAllText(Path("x.json"), "old");
        using OutputFile first = new OutputSet().Whole("--json", Path("x.json"));
        first.Stream.Write("first"u8);

        Assert.Matches("another process has it open; wait for that, or give another name$", Refused(new OutputSet(), "x.json").Message);
        first.Keep();
        Assert.Equal("first", ReadLocked(Path("x.json")));
    }

    [Fact]
    public void What_a_killed_run_left_beside_is_used_again_but_never_a_link_that_somebody_put_there()
    {
        File.WriteAllText(Path(".x.json.tickstorm-tmp"), "half a result, longer than the whole one");
        using (OutputFile file = new OutputSet().Whole("--json", Path("x.json")))
        {
            file.Stream.Write("whole"u8);
            file.Keep();
        }

        Assert.Equal("whole", File.ReadAllText(Path("x.json")));
        File.WriteAllText(Path("victim"), "precious");
        File.CreateSymbolicLink(Path(".x.json.tickstorm-tmp"), "victim");
        Assert.Matches("is a link", Refused(new OutputSet(), "x.json").Message);
        Assert.Equal("precious", File.ReadAllText(Path("victim")));
    }

    [Fact]
    public void A_link_is_written_through_to_the_file_that_it_leads_to()
    {
        Directory.CreateDirectory(Path("sub"));
        File.WriteAllText(Path("sub/real"), "old");
        File.CreateSymbolicLink(Path("link"), "sub/real");
        using (OutputFile file = new OutputSet().Whole("--json", Path("link")))
        {
            file.Stream.Write("new"u8);
            file.Keep();
        }

        Assert.Equal("sub/real", new FileInfo(Path("link")).LinkTarget);
        Assert.Equal("new", File.ReadAllText(Path("sub/real")));
    }

    private string Path(string name) => System.IO.Path.Combine(_folder.Path(""), name);

    private OutputException Refused(OutputSet set, string name) => Assert.Throws<OutputException>(() => set.Whole("--json", Path(name)));

    // Other programs do not look at the lock.
    private static string ReadLocked(string path) => Tools.Run("cat", path);
}
