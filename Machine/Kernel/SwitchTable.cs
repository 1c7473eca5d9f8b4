namespace Tickstorm.Kernel;

/// <summary>
/// Every switch with its versions. Boundaries up to 2.6.39 were read in the mainline history, commit by commit; later ones in one tree of
/// each version named. What was not read is marked [K].
/// </summary>
public static partial class SwitchTable
{
    private const string Chip = "kernel/irq/chip.c ";
    private const string Start = "2.6.21";

    private static KernelSwitch[]? s_all;

    /// <summary>All, in the order in which they are printed.</summary>
    public static IReadOnlyList<KernelSwitch> All =>
        s_all ??= [.. Flows(), .. Chips(), .. Moves(), .. Time(), .. Detectors(), .. Machines(), .. Hypervisors(), .. Numbers()];

    private static KernelSwitch<bool> Flag(
        string name, string meaning, string read, bool simulated, params KernelSwitch<bool>.Change[] changes) =>
        new(name, meaning, read, simulated, value => value ? "yes" : "no", changes);

    private static KernelSwitch<int> Count(
        string name, string meaning, string read, bool simulated, Func<int, string> say, params KernelSwitch<int>.Change[] changes) =>
        new(name, meaning, read, simulated, say, changes);

    private static KernelSwitch<string> Word(
        string name, string meaning, string read, bool simulated, params KernelSwitch<string>.Change[] changes) =>
        new(name, meaning, read, simulated, value => value, changes);

    private static KernelSwitch<byte> Vector(string name, string meaning, string read, params KernelSwitch<byte>.Change[] changes) =>
        new(name, meaning, read, simulated: true, value => $"0x{value:x2}", changes);

    private static string Seconds(int value) => value == 0 ? "none" : $"{value} s";
}
