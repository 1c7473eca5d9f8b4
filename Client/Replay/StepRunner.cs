using System.Text.Json.Nodes;

namespace Tickstorm.Client.Replay;

/// <summary>Carries out one step on a board.</summary>
internal static class StepRunner
{
    /// <summary>All operations that there are.</summary>
    internal static IReadOnlyList<string> Operations { get; } =
    [
        "outb", "outw", "outl", "inb", "inw", "inl", "writeb", "writew", "writel", "writeq", "readb", "readw", "readl", "readq", "line",
        "line_isa", "clock_step", "clock_next", "lapic", "wrmsr", "rdmsr", "inject", "accept", "lapic_w", "lapic_r", "lapic_bits",
        "cr8_w", "cr8_r", "ioapic_w", "ioapic_r", "if_window", "spin",
    ];

    /// <summary>What was observed; null for a step that shows nothing.</summary>
    internal static JsonNode? Run(Board board, Step step)
    {
        JsonNode? seen = Carry(board, step);
        board.Pc.Settle();
        return seen;
    }

    private static JsonNode? Carry(Board board, Step step)
    {
        int? cpu = step.Has("cpu") ? step.Cpu : null;
        switch (step.Op)
        {
            case "outb" or "outw" or "outl":
                board.Out((int)(step.Address & 0xffff), Size(step.Op), step.Value);
                return null;
            case "inb" or "inw" or "inl":
                return JsonValue.Create(board.Pc.In((int)(step.Address & 0xffff), Size(step.Op)));
            case "writeb" or "writew" or "writel" or "writeq":
                board.Pc.WriteMemory(step.Address, step.Value, Size(step.Op), cpu);
                return null;
            case "readb" or "readw" or "readl" or "readq":
                return JsonValue.Create(board.Pc.ReadMemory(step.Address, Size(step.Op), cpu));
            case "line":
                board.Pc.DriveInput(step.Chip, (int)Math.Min(step.Number("pin"), int.MaxValue), step.Value != 0);
                return null;
            case "line_isa":
                board.Pc.DriveInput("isa", (int)Math.Min(step.Address, int.MaxValue), step.Value != 0);
                return null;
            case "clock_step":
                board.Pc.StepBy(step.Number("ns"));
                return null;
            case "clock_next":
                board.StepToNext(step);
                return null;
            case "lapic":
                return board.ShowApic(step.Cpu);
            case "wrmsr":
                return board.WriteMsr(step);
            case "rdmsr":
                return board.ReadMsr(step);
            case "inject":
                board.Inject(step);
                return null;
            case "accept":
                return board.Accept(step.Cpu);
            default:
                return CarryGuest(board, step);
        }
    }

    private static JsonNode? CarryGuest(Board board, Step step)
    {
        switch (step.Op)
        {
            case "lapic_w":
                board.WriteApic(step);
                return null;
            case "lapic_r":
                return board.ReadApic(step);
            case "lapic_bits":
                return board.ReadBits(step);
            case "cr8_w":
                board.Cr8 = (byte)step.Value;
                return null;
            case "cr8_r":
                return board.Cr8;
            case "ioapic_w":
                board.WriteIoApic(step);
                return null;
            case "ioapic_r":
                return board.ReadIoApic(step);
            case "if_window":
                return board.OpenWindow(step);
            case "spin":
                board.Spin(step);
                return null;
            default:
                throw new InvalidOperationException($"no operation {step.Op}");
        }
    }

    private static int Size(string op) => op[^1] switch
    {
        'b' => 1,
        'w' => 2,
        'q' => 8,
        _ => 4,
    };
}
