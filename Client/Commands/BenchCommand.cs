using System.CommandLine;
using Tickstorm.Client.Bench;
using Tickstorm.Client.Library;
using Tickstorm.Client.Options;
using Tickstorm.Client.Output;
using Tickstorm.Client.Shell;
using Tickstorm.Engine;
using Tickstorm.Engine.Window;
using Tickstorm.Scenarios;
using Tickstorm.Scenarios.Yaml;

namespace Tickstorm.Client.Commands;

/// <summary>bench: measures the simulator itself.</summary>
internal static class BenchCommand
{
    /// <summary>The command.</summary>
    public static Command Create(ClientContext context) => new("bench", "Measure the simulator itself")
    {
        Machine(context, "tick", "Ticks alone, on busy CPUs with random phases", "2s",
            (cpus, ns, seed, _) => BenchSubjects.Tick(cpus, ns, seed)),
        Machine(context, "ipi", "Ticks and random reschedule IPIs", "1s",
            (cpus, ns, seed, rate) => BenchSubjects.Ipi(cpus, rate, ns, seed)),
        Machine(context, "mixed", "Ticks, IPIs, interrupts-off sections, devices", "1s",
            (cpus, ns, seed, _) => BenchSubjects.Mixed(cpus, ns, seed)),
        Machine(context, "memory", "Idle CPUs beside 64 busy ones: bytes and time", "1s",
            (cpus, ns, seed, _) => BenchSubjects.Memory(cpus, Math.Min(64, cpus), ns, seed), cpusByDefault: 1_000_000),
        Scenario(context),
        Phold(context),
        Trace(context),
        BenchAbCommand.Create(context),
        Cluster.ClusterCommands.Bench(context),
    };

    private static Command Machine(
        ClientContext context, string name, string description, string lasts, Func<int, long, ulong, int, BenchSubject> subject,
        int cpusByDefault = 4096)
    {
        Command command = new(name, description);
        Option<int> cpus = Number("--cpus", "Virtual CPUs", cpusByDefault, 1, 1_000_000);
        Option<string> duration = new("--duration") { Description = "Simulated time", DefaultValueFactory = _ => lasts };
        Option<int> rate = Number("--rate", "IPIs per second and CPU (ipi)", 500, 1, 1_000_000);
        command.Add(cpus);
        command.Add(duration);
        if (name == "ipi") command.Add(rate);
        Common common = new(command);
        command.SetAction(parsed =>
        {
            string text = parsed.GetValue(duration)!;
            if (!Durations.TryParse(text, out long ns) || ns < 1)
                throw new BadInputException($"--duration is \"{text}\"; it must be a duration such as 500ms or 2s");
            return common.Run(
                context, parsed,
                subject(parsed.GetValue(cpus), ns, (ulong)parsed.GetValue(common.Seed), name == "ipi" ? parsed.GetValue(rate) : 0));
        });
        return command;
    }

    private static Command Scenario(ClientContext context)
    {
        Command command = new("scenario", "A scenario's first design, as run executes it");
        Argument<string> name = new("scenario") { Description = "A name of the library or a file" };
        Option<string?> cpus = new("--cpus") { Description = "Virtual CPUs" };
        Option<string?> duration = new("--duration") { Description = "Simulated time" };
        Option<string?> design = new("--design") { Description = "The design (default: the scenario's first)", HelpName = "name" };
        command.Add(name);
        command.Add(cpus);
        command.Add(duration);
        command.Add(design);
        Common common = new(command);
        command.SetAction(parsed =>
        {
            Scenario scenario = ScenarioStore.Load(parsed.GetValue(name)!);
            foreach (Option<string?> option in new[] { cpus, duration })
            {
                ScenarioKey key = ScenarioKeys.Find(option.Name[2..])!;
                if (parsed.GetValue(option) is { } text) scenario = OverrideOptions.Change(scenario, key, text, option.Name);
            }

            if (parsed.GetResult(common.Seed) is { Implicit: false })
                scenario = scenario with { Run = scenario.Run with { Seed = (ulong)parsed.GetValue(common.Seed) } };
            return common.Run(context, parsed, BenchSubjects.OfScenario(OverrideOptions.Checked(scenario), parsed.GetValue(design)));
        });
        return command;
    }

    private static Command Phold(ClientContext context)
    {
        Command command = new("phold", "PHOLD, the yardstick of parallel simulators");
        Option<int> lps = Number("--lps", "Logical processes", 1024, 1, 10_000_000);
        Option<double> remote = Fraction("--remote", "Share of events that go to a random process", 0.1, 0, 1);
        Option<double> lookahead = Fraction("--lookahead", "Lookahead, in mean increments", 0.1, 0.01, 0.99);
        Option<int> start = Number("--start", "Events per process at the start", 1, 1, 4);
        Option<int> means = Number("--means", "Simulated time in mean increments; 0 chooses about 8 million events", 0, 0, 1_000_000);
        command.Add(lps);
        command.Add(remote);
        command.Add(lookahead);
        command.Add(start);
        command.Add(means);
        Common common = new(command);
        command.SetAction(parsed =>
        {
            int processes = parsed.GetValue(lps), events = parsed.GetValue(start);
            int length = parsed.GetValue(means) is > 0 and var given
                ? given
                : (int)Math.Clamp(8_000_000L / (processes * (long)events), 10, 1_000_000);
            PholdParameters parameters = new(
                processes, (int)Math.Round(parsed.GetValue(remote) * 100), (int)Math.Round(parsed.GetValue(lookahead) * 100), events,
                (ulong)parsed.GetValue(common.Seed));
            return common.Run(context, parsed, BenchSubjects.Phold(parameters, length));
        });
        return command;
    }

    private static Command Trace(ClientContext context)
    {
        Command command = new("trace", "What a trace costs: none, anomalies only, everything to trace.dat");
        Option<int> cpus = Number("--cpus", "Virtual CPUs", 4096, 1, 1_000_000);
        command.Add(cpus);
        Common common = new(command);
        command.SetAction(
            parsed => common.Run(context, parsed,
            BenchSubjects.Base(parsed.GetValue(cpus), 200_000_000, (ulong)parsed.GetValue(common.Seed))));
        return command;
    }

    internal static Option<int> Number(string name, string description, int byDefault, int min, int max)
    {
        Option<int> option = new(name) { Description = description, DefaultValueFactory = _ => byDefault };
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && (!int.TryParse(result.Tokens[0].Value, out int value) || value < min || value > max))
                result.AddError($"{name} is \"{result.Tokens[0].Value}\"; it must be a whole number from {min} to {max}");
        });
        return option;
    }

    private static Option<double> Fraction(string name, string description, double byDefault, double min, double max)
    {
        Option<double> option = new(name) { Description = description, DefaultValueFactory = _ => byDefault };
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0
                && (!double.TryParse(result.Tokens[0].Value, System.Globalization.CultureInfo.InvariantCulture, out double value)
                || value < min || value > max))
            {
                result.AddError($"{name} is \"{result.Tokens[0].Value}\"; it must be a number from {min} to {max}");
            }
        });
        return option;
    }

    // The options that every benchmark has.
    private sealed class Common
    {
        private readonly Option<int> _threads = Number("--threads", "Worker threads", Environment.ProcessorCount, 1, 1024);
        private readonly Option<int> _repeat = Number("--repeat", "Measured repeats, after one that is not counted", 5, 1, 1000);
        private readonly OutputOption _json = OutputOption.Json();

        public Common(Command command)
        {
            command.Add(_threads);
            command.Add(_repeat);
            command.Add(Seed);
            _json.AddTo(command);
        }

        public Option<int> Seed { get; } = Number("--seed", "The seed", 1, 0, int.MaxValue);

        public int Run(ClientContext context, ParseResult parsed, BenchSubject subject)
        {
            using Outputs outputs = new(context);
            OutputTarget? json = _json.Open(parsed, outputs);
            BenchResult result = BenchRunner.Run(
                subject, new WindowOptions { Threads = parsed.GetValue(_threads) }, parsed.GetValue(_repeat), context.Cancel);
            int threads = parsed.GetValue(_threads);
            // Who asks for threads wants to know what they gain; a program that reads the figures can measure that itself.
            if (json is null && threads > 1 && parsed.GetResult(_threads) is { Implicit: false })
                result = result with { SpeedUp = SpeedUp.Measure(Arguments(context), threads, result.MedianSeconds, context.Cancel) };
            return Show(outputs, json, () => result.Print(context), result.Write);
        }

        public int Run(ClientContext context, ParseResult parsed, Scenario traced)
        {
            using Outputs outputs = new(context);
            OutputTarget? json = _json.Open(parsed, outputs);
            TraceBench bench = new(traced, parsed.GetValue(_threads), parsed.GetValue(_repeat));
            bench.Run();
            return Show(outputs, json, () => bench.Print(context), bench.Write);
        }

        // The benchmark as it was asked for, but for the threads.
        private string[] Arguments(ClientContext context)
        {
            List<string> arguments = [.. context.CommandLine.SkipWhile(word => word != "bench").Skip(1)];
            for (int i = arguments.FindIndex(IsThreads); i >= 0; i = arguments.FindIndex(IsThreads))
                arguments.RemoveRange(i, arguments[i] == _threads.Name ? 2 : 1);
            return [.. arguments];
        }

        private bool IsThreads(string word) => word == _threads.Name || word.StartsWith(_threads.Name + "=", StringComparison.Ordinal);

        // The figures for people, or the JSON that was asked for.
        private static int Show(Outputs outputs, OutputTarget? json, Action print, Action<Stream> write)
        {
            if (json is null) outputs.Print(_ => print());
            else json.Write(write);
            return outputs.ExitCode(ExitCodes.Done);
        }
    }
}
