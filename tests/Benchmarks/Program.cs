using System.Diagnostics;
using System.Globalization;
using Tickstorm.Benchmarks.Fuzz;

// fuzz [--ops N] [--seed N] [--chip NAME]: random operations against each chip, with its invariants looked at after each.
if (args.Length == 0 || args[0] != "fuzz")
{
    Console.Error.WriteLine("usage: Tickstorm.Benchmarks fuzz [--ops N] [--seed N] [--chip NAME]");
    return 2;
}

long ops = Option("--ops") is string o ? long.Parse(o, CultureInfo.InvariantCulture) : 10_000_000;
int seed = Option("--seed") is string s ? int.Parse(s, CultureInfo.InvariantCulture) : 1;
string? only = Option("--chip");
int failures = 0;
foreach ((string name, Func<int, ChipFuzz> make) in ChipFuzz.All)
{
    if (only is not null && only != name)
    {
        continue;
    }

    Stopwatch clock = Stopwatch.StartNew();
    string? broken = make(seed).Run(ops);
    failures += broken is null ? 0 : 1;
    Console.WriteLine($"{name,-16} {ops} operations, {clock.Elapsed.TotalSeconds:F1} s: {broken ?? "invariants held"}");
}

return failures == 0 ? 0 : 1;

string? Option(string name)
{
    int at = Array.IndexOf(args, name);
    return at >= 0 && at + 1 < args.Length ? args[at + 1] : null;
}
