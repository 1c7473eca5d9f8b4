using Tickstorm.Engine;
using Tickstorm.Processes.Cores;
using Tickstorm.Results;

namespace Tickstorm.Simulation;

/// <summary>
/// A range of a machine at its end, reduced to what a result needs of it: sums, hashes, what was measured, and the few processes that are
/// no cores. Folds of all ranges make the result without anybody having read a million states.
/// </summary>
public sealed class MachineFold
{
    private const uint Magic = 0x464b5354;
    private readonly MachinePlan _plan;
    private readonly int _first, _count;
    private readonly ulong[] _hashes;
    private readonly string _digest;
    private readonly List<(int Process, byte[] State)> _shared = [];
    private readonly List<byte[]> _measured = [];
    private readonly ExitTotals _exits;
    private CoreSums _sums;

    private MachineFold(MachinePlan plan, int first, int count, ulong[] hashes, string digest = "")
    {
        _plan = plan;
        _first = first;
        _count = count;
        _hashes = hashes;
        _digest = digest;
        _exits = new ExitTotals(plan);
    }

    /// <summary>
    /// True when results of a machine can be put together from folds. Where cores live, nest, are hosted and the like, and for each CPU's
    /// ledger, the states themselves are needed.
    /// </summary>
    public static bool IsPossible(MachinePlan plan, bool perCpu)
    {
        ArgumentNullException.ThrowIfNull(plan);
        CoreModel model = plan.CoreModel;
        return !perCpu && !model.Idles && !model.HasNests && !model.IsHosted && !model.CountsDevices && !model.HasHotplug
            && !plan.Ids.HasBroadcast;
    }

    /// <summary>The fold of the processes of a saved part.</summary>
    public static MachineFold Of(MachinePlan plan, byte[] block)
    {
        ArgumentNullException.ThrowIfNull(plan);
        MachineBlock read = MachineBlock.FromBytes(block, plan.Fingerprint);
        int first = read.States.Count == 0 ? 0 : read.States[0].Process;
        SmpMachine machine = new(plan, perCpu: false, first, read.States.Count);
        foreach ((int process, byte[] state) in read.States) machine.Load(process, state);
        return Of(machine, first, first + read.States.Count, read.CommittedNs, read.Measured);
    }

    /// <summary>Folds that follow each other as one.</summary>
    /// <exception cref="InvalidDataException">They do not.</exception>
    public static MachineFold Joined(MachinePlan plan, IReadOnlyList<MachineFold> folds)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(folds);
        MachineFold[] inOrder = [.. folds.Where(fold => fold._count > 0).OrderBy(fold => fold._first)];
        int first = inOrder.Length == 0 ? 0 : inOrder[0]._first, next = first;
        foreach (MachineFold fold in inOrder)
        {
            if (fold._first != next) throw new InvalidDataException($"Process {Math.Min(next, fold._first)} is missing, or there twice.");
            next += fold._count;
        }

        ulong[] hashes = [.. inOrder.SelectMany(fold => fold._hashes)];
        // Of a whole machine the digest is all that is wanted of them; one that is whole already has no others beside it.
        bool isWhole = first == 0 && next == plan.ProcessCount;
        string digest = !isWhole ? "" : hashes.Length > 0 ? EventHash.Digest(hashes) : inOrder[0]._digest;
        MachineFold all = new(plan, first, next - first, isWhole ? [] : hashes, digest);
        foreach (MachineFold fold in folds)
        {
            all._sums.Add(in fold._sums);
            all._exits.Add(fold._exits);
            all._shared.AddRange(fold._shared);
            all._measured.AddRange(fold._measured);
        }

        return all;
    }

    /// <summary>A fold from its bytes.</summary>
    /// <exception cref="InvalidDataException">They are another version's.</exception>
    public static MachineFold FromBytes(MachinePlan plan, byte[] bytes)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        using BinaryReader reader = new(new MemoryStream(bytes, writable: false));
        if (bytes.Length < 16 || reader.ReadUInt32() != Magic || reader.ReadString() != ModelVersion.Current)
            throw new InvalidDataException("This is no folded part of a machine, or another version's.");
        MachineFold fold = new(plan, reader.ReadInt32(), reader.ReadInt32(), StructBytes.ReadAll<ulong>(reader), reader.ReadString());
        StructBytes.Read(reader, ref fold._sums);
        fold._exits.Read(reader);
        for (int left = reader.ReadInt32(); left > 0; left--) fold._shared.Add((reader.ReadInt32(), reader.ReadBytes(reader.ReadInt32())));
        for (int left = reader.ReadInt32(); left > 0; left--) fold._measured.Add(reader.ReadBytes(reader.ReadInt32()));
        return fold;
    }

    /// <summary>As bytes.</summary>
    public byte[] ToBytes()
    {
        using MemoryStream stream = new();
        using BinaryWriter writer = new(stream);
        writer.Write(Magic);
        writer.Write(ModelVersion.Current);
        writer.Write(_first);
        writer.Write(_count);
        StructBytes.WriteAll<ulong>(writer, _hashes);
        writer.Write(_digest);
        StructBytes.Write(writer, ref _sums);
        _exits.Write(writer);
        writer.Write(_shared.Count);
        foreach ((int process, byte[] state) in _shared)
        {
            writer.Write(process);
            writer.Write(state.Length);
            writer.Write(state);
        }

        writer.Write(_measured.Count);
        foreach (byte[] measured in _measured)
        {
            writer.Write(measured.Length);
            writer.Write(measured);
        }

        writer.Flush();
        return stream.ToArray();
    }

    /// <summary>
    /// The result of a machine that is folded whole; null when it hangs on more than is in folds, which states alone tell.
    /// </summary>
    public DesignResult? Result(EngineReport engine)
    {
        ArgumentNullException.ThrowIfNull(engine);
        if (_digest.Length == 0) throw new InvalidDataException("Not all processes are folded.");
        if (StalledJiffies.MayMove(_plan, in _sums)) return null;
        SmpMachine shared = new(_plan, perCpu: false, _plan.Cpus, _plan.ProcessCount - _plan.Cpus);
        shared.Prepare(1);
        foreach ((int process, byte[] state) in _shared) shared.Load(process, state);
        foreach (byte[] measured in _measured) shared.Statistics[0].Add(measured);
        return new ResultBuilder(shared, engine, in _sums, _exits, _digest).Build();
    }

    /// <summary>The fold of a machine's range at the end of what was simulated.</summary>
    internal static MachineFold Of(SmpMachine machine, int first, int end, long endNs, byte[] measured)
    {
        MachinePlan plan = machine.Plan;
        MachineFold fold = new(plan, first, end - first, new ulong[end - first]);
        if (measured.Length > 0) fold._measured.Add(measured);
        for (int p = first; p < end; p++)
        {
            fold._hashes[p - first] = machine.Hash(p);
            if (p >= plan.Cpus)
            {
                fold._shared.Add((p, machine.Save(p)));
                continue;
            }

            ref Core core = ref machine.Cores[p];
            fold._sums.Add(plan, p, ref core, endNs);
            fold._exits.Add(ref core);
        }

        return fold;
    }
}
