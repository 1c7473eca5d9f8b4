using Tickstorm.Contracts.Fabric;
using Tickstorm.Contracts.Runs;
using Tickstorm.Grains.Fabric;

namespace Tickstorm.Grains.Runs;

/// <summary>
/// Whether silos have the memory that a run needs. One that has not would end in the middle of it, and the next one after it.
/// </summary>
internal static class Admission
{
    /// <summary>Why a run cannot be started, however long it would wait; null when it can be.</summary>
    public static async Task<string?> WhyNever(FabricClient fabrics, SiloAddress[] silos, string run, int processes) =>
        Problem(await Rooms(fabrics, silos, run), processes, room => room.AllBytes) is { } bytes
            ? $"{Needs(run, processes)}, and the cluster has {ByteText.Of(bytes)} for runs"
            : null;

    /// <summary>Why a run cannot go on now; null when it can.</summary>
    public static async Task<string?> WhyNotNow(FabricClient fabrics, SiloAddress[] silos, string run, int processes) =>
        Problem(await Rooms(fabrics, silos, run), processes, room => room.FreeBytes) is { } bytes
            ? $"{Needs(run, processes)}, and the cluster has {ByteText.Of(bytes)} free"
            : null;

    private static string Needs(string run, int processes) =>
        $"{run} needs about {ByteText.Of((double)processes * SiloMemory.ProcessBytes)} of memory";

    // A silo that does not answer is taken to have enough: whether it can be reached is found out by the epoch.
    private static async Task<SiloRoom[]> Rooms(FabricClient fabrics, SiloAddress[] silos, string run)
    {
        SiloRoom?[] rooms = await Task.WhenAll(silos.Select(silo => fabrics.RoomOf(silo, run)));
        return [.. rooms.Select(room => room ?? new SiloRoom(long.MaxValue, long.MaxValue))];
    }

    // Each has about as many processes as the others: the smallest one decides.
    private static double? Problem(SiloRoom[] rooms, int processes, Func<SiloRoom, long> bytes)
    {
        if (rooms.Length == 0) return null;
        double smallest = Math.Max(0, rooms.Min(bytes));
        return (double)processes * SiloMemory.ProcessBytes <= smallest * rooms.Length ? null : smallest * rooms.Length;
    }
}
