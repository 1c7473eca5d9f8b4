using System.CommandLine;
using Tickstorm.Client.Bench;
using Tickstorm.Client.Options;
using Tickstorm.Client.Output;
using Tickstorm.Client.Shell;

namespace Tickstorm.Client.Commands;

/// <summary>bench ab: this build against another one, in turns.</summary>
internal static class BenchAbCommand
{
    /// <summary>The command.</summary>
    public static Command Create(ClientContext context)
    {
        Command command = new("ab", "This build against another one, in turns: how much faster, and whether the digests are the same");
        Option<string> against = new("--against")
        {
            Description = "The other build: the root of its tree, or its client", Required = true,
        };
        Option<string> benches = new("--bench")
        {
            Description =
                "Benchmarks and scenarios with commas; a colon and a number sets CPUs, IPIs per second (ipi) or processes (phold)",
            DefaultValueFactory = _ => "tick,ipi,mixed,phold",
        };
        Option<int> threads = BenchCommand.Number("--threads", "Worker threads", Environment.ProcessorCount, 1, 1024);
        Option<int> pairs = BenchCommand.Number("--pairs", "Pairs of runs", 5, 1, 1000);
        Option<int> repeat = BenchCommand.Number("--repeat", "Measured repeats of each run, after one that is not counted", 3, 1, 1000);
        OutputOption json = OutputOption.Json();
        foreach (Option option in new Option[] { against, benches, threads, pairs, repeat }) command.Add(option);
        json.AddTo(command);
        command.SetAction(parsed =>
        {
            using Outputs outputs = new(context);
            OutputTarget? target = json.Open(parsed, outputs);
            AbBench bench = new(
                BenchBuild.At(parsed.GetValue(against)!), BenchBuild.Own, parsed.GetValue(threads), parsed.GetValue(pairs),
                parsed.GetValue(repeat), context.Cancel);
            const StringSplitOptions Words = StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries;
            foreach (string name in parsed.GetValue(benches)!.Split(',', Words))
                bench.Measure(name, context.Error);
            if (target is null) outputs.Print(_ => bench.Print(context));
            else target.Write(bench.Write);
            return outputs.ExitCode(ExitCodes.Done);
        });
        return command;
    }
}
