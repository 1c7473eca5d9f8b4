using System.CommandLine;

namespace Tickstorm.Client.Help;

/// <summary>Examples of each command, for its help and its manual page.</summary>
internal static class CommandExamples
{
    private static readonly Dictionary<string, string[]> s_examples = new()
    {
        [""] = ["compare", "help sweep"],
        ["compare"] =
        [
            "compare irq0-2007 --cpus 64 --designs irq0-edge,vmi-percpu", "compare --capture capture.txt.gz --report report.html",
        ],
        ["run"] =
        [
            "run irq0-2007 --design irq0-edge --trace storm.dat", "run irq0-2007 --design irq0-edge --json result.json",
            "run --capture capture.txt.gz --report report.html",
        ],
        ["sweep"] =
        [
            "sweep irq0-2007 --over cpus=1..64x4 --over phases=aligned,skewed --csv sweep.csv",
            "sweep --capture capture.txt.gz --over hz=100,250,1000 --designs native-lapic",
            "sweep irq0-2007 --find cpus --where \"lost > 0\" --between 1..64 --designs irq0-edge",
        ],
        ["estimate"] = ["estimate storm-4096", "estimate irq0-2007 --cpus 100000 --designs irq0-edge"],
        ["analyze"] = ["analyze storm.dat", "analyze capture.txt.gz --report capture.html"],
        ["convert"] = ["convert storm.dat --to chrome --out storm.trace.json", "convert storm.dat --to ctf --out storm.ctf"],
        ["calibrate"] = ["calibrate capture.txt.gz --out machine.yaml", "calibrate capture.txt.gz --out -"],
        ["replay"] = ["replay vectors.jsonl", "replay vectors.jsonl --json replay.json"],
        ["bench"] = ["bench tick --cpus 256 --duration 100ms --repeat 1", "bench phold --lps 64 --means 20 --repeat 1"],
        ["bench tick"] =
        [
            "bench tick --cpus 256 --duration 100ms --repeat 1", "bench tick --cpus 64 --repeat 1 --threads 1 --json tick.json",
        ],
        ["bench ipi"] =
        [
            "bench ipi --cpus 64 --duration 100ms --repeat 1", "bench ipi --cpus 64 --rate 1000 --duration 100ms --repeat 1",
        ],
        ["bench mixed"] =
        [
            "bench mixed --cpus 64 --duration 100ms --repeat 1", "bench mixed --cpus 64 --duration 50ms --repeat 1 --threads 1",
        ],
        ["bench memory"] =
        [
            "bench memory --cpus 10000 --duration 50ms --repeat 1", "bench memory --cpus 1000 --duration 50ms --repeat 1",
        ],
        ["bench phold"] =
        [
            "bench phold --lps 64 --means 20 --repeat 1", "bench phold --lps 64 --remote 0.5 --means 20 --repeat 1",
        ],
        ["bench scenario"] =
        [
            "bench scenario noisy-desktop --repeat 1", "bench scenario rt-softirq --cpus 16 --repeat 1 --threads 1",
        ],
        ["bench trace"] = ["bench trace --cpus 16 --duration 200ms --repeat 1", "bench trace --cpus 16 --repeat 1 --json trace.json"],
        ["bench ab"] = ["bench ab --against ../before", "bench ab --against ../before --bench tick:256,phold --pairs 3"],
        ["bench cluster"] = ["bench cluster", "bench cluster --windows auto --workers 2 --silos 1", "bench cluster --silos 3 --kill"],
        ["scenarios"] = ["scenarios list", "scenarios show irq0-2007"],
        ["scenarios list"] = ["scenarios list", "scenarios list --help"],
        ["scenarios show"] = ["scenarios show overcommit", "scenarios show machine.yaml"],
        ["scenarios validate"] = ["scenarios validate machine.yaml", "scenarios validate -"],
        ["scenarios schema"] = ["scenarios schema", "scenarios schema --help"],
        ["scenarios kernels"] = ["scenarios kernels", "scenarios kernels 2.6.24"],
        ["designs"] = ["designs list", "designs show irq0-edge@local"],
        ["designs list"] = ["designs list", "designs list --help"],
        ["designs show"] = ["designs show vmi-percpu", "designs show irq0-edge@local"],
        ["designs page"] = ["designs page", "designs page --help"],
        ["cluster"] = ["cluster up --silos 2", "cluster run storm-4096 --designs irq0-edge"],
        ["cluster up"] = ["cluster up", "cluster up --silos 3 --new"],
        ["cluster add"] = ["cluster add", "cluster add --silos 2"],
        ["cluster drain"] = ["cluster drain 4711", "cluster drain 12184"],
        ["cluster logs"] = ["cluster logs", "cluster logs --lines 200"],
        ["cluster submit"] = ["cluster submit storm-4096 --designs native-lapic --duration 20s", "cluster submit irq0-2007"],
        ["cluster list"] = ["cluster list", "cluster list --json runs.json"],
        ["cluster attach"] = ["cluster attach", "cluster attach irq0-2007-irq0-edge-1 --report result.html"],
        ["cluster result"] = ["cluster result --json result.json", "cluster result irq0-2007-irq0-edge-1 --report result.html"],
        ["cluster rm"] = ["cluster rm", "cluster rm irq0-2007-irq0-edge-1"],
        ["cluster gc"] = ["cluster gc --dry-run", "cluster gc"],
        ["cluster down"] = ["cluster down", "cluster down --help"],
        ["cluster run"] =
        [
            "cluster run storm-4096 --designs irq0-edge", "cluster run irq0-2007 --designs irq0-edge --json result.json",
        ],
        ["cluster status"] = ["cluster status --watch", "cluster status irq0-2007-irq0-edge-1 --json status.json"],
        ["cluster pause"] = ["cluster pause", "cluster pause irq0-2007-irq0-edge-1"],
        ["cluster resume"] = ["cluster resume", "cluster resume irq0-2007-irq0-edge-1"],
        ["cluster cancel"] = ["cluster cancel", "cluster cancel irq0-2007-irq0-edge-1"],
        ["cluster checkpoints"] = ["cluster checkpoints", "cluster checkpoints irq0-2007-irq0-edge-1"],
        ["cluster inspect"] = ["cluster inspect lapic 3", "cluster inspect lock"],
        ["cluster inject"] = ["cluster inject lapic 17 --vector 0xef", "cluster inject lapic 3 --nmi"],
        ["cluster write"] =
        [
            "cluster write lapic 17 --register tpr --value 0xf0", "cluster write lapic 17 --register lvt-timer --value 0x10000",
            "cluster write ioapic 0 --register redirection-2-low --value 0x10000",
        ],
        ["cluster recall"] = ["cluster recall 17", "cluster recall 17 --lend"],
        ["doctor"] = ["doctor", "doctor --silo"],
        ["help"] = ["help", "help cluster run"],
        ["completion"] = ["completion bash", "completion zsh"],
        ["man"] = ["man compare", "man --into man1"],
    };

    /// <summary>Command lines without the program's name.</summary>
    public static IReadOnlyList<string> Of(Command command) => s_examples.GetValueOrDefault(CommandPath.Of(command), []);
}
