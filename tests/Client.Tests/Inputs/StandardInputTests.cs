using System.Text;
using Tickstorm.Traces.Files;

namespace Tickstorm.Tests.Inputs;

/// <summary>Pipes and standard input are read as files are, and no longer than the user wants.</summary>
public sealed class StandardInputTests : IDisposable
{
    // Machines of tests are busy; alone it is less than 0.1 s. What is read has no end, or never comes.
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(3);
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string> Files =>
        [.. TraceFormats.Written.Where(format => format.Name != "ctf").Select(format => "x" + format.Endings[0])];

    [Theory]
    [MemberData(nameof(Files))]
    public void A_trace_is_analysed_and_converted_the_same_from_a_pipe(string name)
    {
        string path = _folder.Path(name);
        Assert.Equal(0, ClientRun.Real("run", "irq0-2007", "--design", "irq0-edge", "--cpus", "4", "--trace", path).ExitCode);
        AlikeFromPipe(path, "analyze", "-");
        AlikeFromPipe(path, "analyze", "-", "--json", "-");
        AlikeFromPipe(path, "convert", "-", "--to", "ftrace", "--out", "-");
        Assert.Equal(ClientRun.Of("analyze", path).Output, FromFifo(path, "analyze").Output);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_capture_is_analysed_and_calibrated_the_same_from_a_pipe(bool isPacked)
    {
        string path = _folder.Path("captured");
        File.WriteAllBytes(path, isPacked ? CaptureLines.Packed(CaptureLines.Sound()) : Encoding.UTF8.GetBytes(CaptureLines.Sound()));
        AlikeFromPipe(path, "analyze", "-");
        AlikeFromPipe(path, "analyze", "-", "--json", "-");
        using FileStream stream = File.OpenRead(path);
        string scenario = ClientRun.Of("calibrate", path, "--out", "-").Output;
        Assert.Equal(
            scenario.Replace("from captured:", "from standard input:", StringComparison.Ordinal),
            ClientRun.Fed(stream, default, "calibrate", "-", "--out", "-").Output);
        Assert.Equal(ClientRun.Of("analyze", path).Output, FromFifo(path, "analyze").Output);
    }

    [Fact]
    public void A_scenario_and_vectors_are_read_from_a_pipe()
    {
        string path = _folder.Path("scenario.yaml");
        File.WriteAllText(path, ClientRun.Of("scenarios", "show", "devices").Output);
        AlikeFromPipe(path, "scenarios", "show", "-");
        AlikeFromPipe(path, "compare", "-", "--cpus", "8");
        File.WriteAllText(path, """{"id":"a","device":"pic","steps":[{"op":"inb","a":33,"obs":0}]}""");
        AlikeFromPipe(path, "replay", "-");
    }

    [Fact]
    public void A_result_is_run_again_from_a_pipe_and_has_a_limit()
    {
        string path = _folder.Path("result.json");
        Assert.Equal(0, ClientRun.Real("run", "irq0-2007", "--design", "irq0-edge", "--cpus", "4", "--json", path).ExitCode);
        using FileStream stream = File.OpenRead(path);
        ClientRun again = ClientRun.Fed(stream, default, "run", "--from", "-");
        Assert.Matches("digest", again.Output);
        Assert.NotEqual(2, again.ExitCode);
        using LimitTests.Zeros zeros = new();
        ClientRun endless = ClientRun.Fed(zeros, default, "run", "--from", "-");
        Assert.Matches("^standard input: offset 67108864: a result of more than 64 MiB is not read; .*\n$", endless.Error);
        Assert.Equal(2, endless.ExitCode);
    }

    [Theory]
    [InlineData("metadata", "the description of the trace was expected")]
    [InlineData("cpu_1", "the stream of a CPU was expected")]
    [InlineData(".tickstorm-lock", "the lock of a writer was expected")]
    public void A_pipe_within_a_folder_is_not_waited_for(string name, string sentence)
    {
        string folder = _folder.Path("x.ctf"), pipe = Path.Combine(folder, name);
        Assert.Equal(0, ClientRun.Real("run", "irq0-2007", "--design", "irq0-edge", "--cpus", "4", "--trace", folder).ExitCode);
        File.Delete(pipe);
        Tools.Run("mkfifo", pipe);
        ClientRun run = ClientRun.Of("analyze", folder);
        Assert.Equal(2, run.ExitCode);
        Assert.Matches($"{name}: file name: this is no ordinary file; {sentence}\n$", run.Error);
    }

    [Theory]
    [InlineData(10, "analyze", "-")]
    [InlineData(10, "calibrate", "-", "--out", "-")]
    [InlineData(10, "analyze", "-", "--allow-unsorted")]
    [InlineData(0, "analyze", "-")]
    [InlineData(0, "compare", "--capture", "-")]
    [InlineData(0, "convert", "-", "--to", "ftrace", "--out", "-")]
    [InlineData(0, "run", "-")]
    [InlineData(0, "sweep", "-", "--over", "cpus=1..2")]
    [InlineData(0, "scenarios", "validate", "-")]
    [InlineData(0, "replay", "-")]
    [InlineData(0, "run", "--from", "-")]
    public async Task Reading_ends_when_the_user_does_not_want_to_wait(int lines, params string[] command)
    {
        using CancellationTokenSource cancel = new();
        using Endless input = new(lines);
        Task<ClientRun> reading = Task.Factory.StartNew(
            () => ClientRun.Fed(input, cancel.Token, command), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        Assert.True(await Task.WhenAny(input.IsRead, reading).WaitAsync(s_patience) == input.IsRead, "It ends before anybody asks for that.");
        await cancel.CancelAsync();
        ClientRun run = await reading.WaitAsync(s_patience);
        Assert.Equal(130, run.ExitCode);
        Assert.Empty(run.Error);
    }

    [Fact]
    public void A_pipe_without_a_writer_is_waited_for_no_longer_than_the_user_wants()
    {
        string fifo = _folder.Path("fifo");
        Tools.Run("mkfifo", fifo);
        using CancellationTokenSource cancel = new(400);
        Assert.Equal(130, ClientRun.Of(null, cancel.Token, "analyze", fifo).ExitCode);
        // The thread that waits for a writer ends with the first, which itself does not wait for a reader.
        using FileStream writer = new(fifo, FileMode.Open, FileAccess.ReadWrite);
    }

    private static void AlikeFromPipe(string path, params string[] command)
    {
        ClientRun file = ClientRun.Of([.. command.Select((word, at) => word == "-" && command[at - 1][0] != '-' ? path : word)]);
        using FileStream stream = File.OpenRead(path);
        ClientRun pipe = ClientRun.Fed(stream, default, command);
        Assert.Equal((file.ExitCode, file.Error), (pipe.ExitCode, pipe.Error));
        Assert.Equal(file.Output, pipe.Output);
        Assert.NotEmpty(pipe.Output);
    }

    private ClientRun FromFifo(string path, string command)
    {
        string fifo = _folder.Path("fifo");
        Tools.Run("mkfifo", fifo);
        Task feed = Task.Run(() =>
        {
            using FileStream from = File.OpenRead(path), to = new(fifo, FileMode.Open, FileAccess.Write);
            from.CopyTo(to);
        });
        ClientRun run = ClientRun.Of(command, fifo);
        feed.Wait();
        return run;
    }

    /// <summary>A capture without end; with no lines, a pipe that nobody writes to.</summary>
    private sealed class Endless(int lines) : MemoryStream
    {
        // More than what a command looks at to know what it is.
        private const int ReadsUnderWay = 200;

        private readonly ManualResetEventSlim _never = new();
        private readonly TaskCompletionSource _read = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private long _tick;
        private int _reads;
        private byte[] _rest = "# tracer: nop\n#\n"u8.ToArray();

        /// <summary>Ends when a command is at it.</summary>
        public Task IsRead => _read.Task;

        public override int Read(byte[] buffer, int offset, int count)
        {
            if (lines == 0 || ++_reads == ReadsUnderWay) _read.TrySetResult();
            if (lines == 0) _never.Wait();
            if (_rest.Length == 0)
            {
                StringBuilder text = new();
                for (int i = 0; i < lines; i++, _tick++) text.Append(CaptureLines.Tick(0, $"{_tick / 250}.{_tick % 250 * 4_000:d6}"));
                _rest = Encoding.UTF8.GetBytes(text.ToString());
            }

            int length = Math.Min(count, _rest.Length);
            _rest.AsSpan(0, length).CopyTo(buffer.AsSpan(offset));
            _rest = _rest[length..];
            return length;
        }

        protected override void Dispose(bool disposing)
        {
            _never.Set();
            base.Dispose(disposing);
        }
    }
}
