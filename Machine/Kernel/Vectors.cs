using Tickstorm.Scenarios;

namespace Tickstorm.Kernel;

/// <summary>The vectors of a kernel as far as the machine uses them. What leads to a line leads there by its vector.</summary>
/// <remarks>
/// Devices have 0x39, 0x41, ... 0xe9 in every version, two of each priority class, as assign_irq_vector of 2.6.24 deals them out (0x3a,
/// 0x42, ... where VMI has taken 0x41); later kernels deal them out otherwise.
/// </remarks>
internal sealed class Vectors
{
    private const int DeviceStep = 8;

    // Of all vectors of shoot-downs: which one a sender has is no matter of what happens.
    private const byte ShootDownIn2624 = 0xf0;

    // The first pass of assign_irq_vector ends at the first system vector, and the next begins one further on.
    private readonly int _firstPass;
    private readonly byte _vmi, _xen, _hyperv;
    private readonly int _firstDevice;
    private readonly sbyte[] _lines = new sbyte[256];
    private readonly byte[] _asIn2624 = new byte[256];

    private Vectors(KernelVersion version)
    {
        Timer = SwitchTable.TimerVector.Of(version);
        Irq0 = SwitchTable.Irq0Vector.Of(version);
        Reschedule = SwitchTable.RescheduleVector.Of(version);
        CallFunction = SwitchTable.CallFunctionVector.Of(version);
        _vmi = SwitchTable.VmiTimerVector.Of(version);
        _firstDevice = _vmi == 0x41 ? 0x3a : 0x39;
        int shootDowns = SwitchTable.ShootDownVectors.Of(version), first = SwitchTable.ShootDownVector.Of(version);
        _firstPass = shootDowns == 0 ? Workload.MostDevices : (Math.Min(first, (int)Timer) - _firstDevice + DeviceStep - 1) / DeviceStep;
        EndOfDevices = (byte)(shootDowns == 0 ? (int)Timer : Math.Min(first, (int)Timer));
        Array.Fill(_lines, (sbyte)-1);
        for (int vector = 0; vector < 256; vector++) _asIn2624[vector] = (byte)vector;
        for (int device = 0; device < Workload.MostDevices; device++)
        {
            _lines[Device(device)] = (sbyte)(device + 1);
            _asIn2624[Device(device)] = (byte)(0x39 + DeviceStep * device);
        }

        _xen = SwitchTable.XenUpcallVector.Of(version);
        _hyperv = SwitchTable.HypervTimerVector.Of(version);
        for (int i = 0; i < shootDowns; i++) _asIn2624[first + i] = ShootDownIn2624;
        _asIn2624[_xen] = _asIn2624[_hyperv] = 0xef;
        (_asIn2624[Timer], _asIn2624[Reschedule], _asIn2624[CallFunction]) = (0xef, 0xfc, 0xfb);
        _asIn2624[_vmi] = _asIn2624[Irq0] = 0x31;
        _lines[Irq0] = _lines[_vmi] = 0;
    }

    /// <summary>The local APIC timer's.</summary>
    public byte Timer { get; }

    /// <summary>IRQ0's.</summary>
    public byte Irq0 { get; }

    /// <summary>IRQ_MOVE_CLEANUP_VECTOR.</summary>
    public const byte MoveCleanup = 0x20;

    /// <summary>The reschedule IPI's.</summary>
    public byte Reschedule { get; }

    /// <summary>That of a call of one CPU.</summary>
    public byte CallFunction { get; }

    /// <summary>The first of the system's; devices have lower ones.</summary>
    public byte EndOfDevices { get; }

    /// <summary>The vectors of a version.</summary>
    public static Vectors Of(KernelVersion version) => new(version);

    /// <summary>The vector of a design's tick.</summary>
    public byte Tick(TickEntry entry) => entry switch
    {
        TickEntry.LocalTimer => Timer,
        TickEntry.Irq0 => Irq0,
        TickEntry.VmiTimer => _vmi,
        TickEntry.XenUpcall => _xen,
        TickEntry.HypervTimer => _hyperv,
        _ => throw new ArgumentOutOfRangeException(nameof(entry), entry, "not a tick's entry"),
    };

    /// <summary>The vector of a line: 0 for IRQ0, n for the n-th device.</summary>
    public byte Line(int line) => line == 0 ? Irq0 : Device(line - 1);

    /// <summary>The line of a vector: 0 for IRQ0, n for the n-th device's; -1 when its gate leads to no line.</summary>
    public int LineOf(byte vector) => _lines[vector];

    /// <summary>
    /// The number that 2.6.24 has for what a vector means. Digests count it, so that kernels that do the same have the same digest.
    /// </summary>
    public byte AsIn2624(byte vector) => _asIn2624[vector];

    private byte Device(int index) => (byte)(_firstDevice + DeviceStep * (index % _firstPass) + index / _firstPass);
}
