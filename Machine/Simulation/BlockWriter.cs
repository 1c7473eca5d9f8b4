using System.Runtime.InteropServices;
using Tickstorm.Engine;
using Tickstorm.Engine.Window;

namespace Tickstorm.Simulation;

/// <summary>
/// Writes blocks of a machine straight from its arrays, each into one array of just its size: what is copied at a commit is what storage
/// gets. Several threads may write at a time, each another block.
/// </summary>
/// <param name="machine">The machine, at a commit.</param>
/// <param name="team">What waits for its processes.</param>
/// <param name="fingerprint">Of its plan.</param>
/// <param name="room">Gives an array of a size; what it holds does not matter.</param>
internal sealed class BlockWriter(SmpMachine machine, WindowTeam team, byte[] fingerprint, Func<int, byte[]> room)
{
    // Its number and its length stand before each process's state.
    private const int HeadOfState = 2 * sizeof(int);

    /// <summary>The block of some processes, with what was measured.</summary>
    public byte[] Write(int first, int end, long committedNs, byte[] measured)
    {
        int cores = Math.Clamp(machine.Plan.Cpus - first, 0, end - first);
        int ofCore = cores == 0 ? 0 : SizeOf(first);
        // Some know of every CPU: megabytes that would be new to the collector at each checkpoint are not put together apart.
        int[] ofShared = [.. Enumerable.Range(first + cores, end - first - cores).Select(SizeOf)];
        int waiting = 0;
        for (int p = first; p < end; p++) waiting += team.Inbox(p).Length;
        byte[] head = MachineBlock.Head(fingerprint, committedNs, end - first);
        int size = head.Length + cores * (HeadOfState + ofCore) + ofShared.Sum(state => HeadOfState + state)
            + StructBytes.SizeOfAll<Message>(waiting) + sizeof(int) + measured.Length;
        byte[] bytes = room(size);
        using MemoryStream stream = new(bytes, 0, size);
        using BinaryWriter writer = new(stream);
        writer.Write(head);
        for (int p = first; p < end; p++)
        {
            writer.Write(p);
            writer.Write(p < first + cores ? ofCore : ofShared[p - first - cores]);
            machine.Save(p, writer);
        }

        StructBytes.WriteHead<Message>(writer, waiting);
        for (int p = first; p < end; p++) writer.Write(MemoryMarshal.AsBytes(team.Inbox(p)));
        writer.Write(measured.Length);
        writer.Write(measured);
        return stream.Position == size ? bytes : throw new InvalidOperationException("A block has another size than its parts.");
    }

    private int SizeOf(int process)
    {
        using CountingStream count = new();
        using BinaryWriter writer = new(count);
        machine.Save(process, writer);
        return checked((int)count.Length);
    }
}
