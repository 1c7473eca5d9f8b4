namespace Tickstorm.Benchmarks.Fuzz;

/// <summary>Random operations on one chip, and what must hold after each.</summary>
public abstract class ChipFuzz(int seed)
{
    private ulong _state = (ulong)seed * 0x9e37_79b9_7f4a_7c15 + 1;

    /// <summary>Every chip, by name, with and without QEMU's quirks.</summary>
    public static IReadOnlyList<(string Name, Func<int, ChipFuzz> Make)> All { get; } =
    [
        ("lapic", seed => new LocalApicFuzz(seed, quirks: false)),
        ("lapic-qemu", seed => new LocalApicFuzz(seed, quirks: true)),
        ("ioapic", seed => new IoApicFuzz(seed, quirks: false)),
        ("ioapic-qemu", seed => new IoApicFuzz(seed, quirks: true)),
        ("pic", seed => new PicFuzz(seed, quirks: false)),
        ("pic-qemu", seed => new PicFuzz(seed, quirks: true)),
        ("pit", seed => new PitFuzz(seed, quirks: false)),
        ("pit-qemu", seed => new PitFuzz(seed, quirks: true)),
        ("hpet", seed => new HpetFuzz(seed, quirks: false)),
        ("hpet-qemu", seed => new HpetFuzz(seed, quirks: true)),
    ];

    /// <summary>The simulated time, in ns.</summary>
    protected long Now { get; private set; }

    /// <summary>Runs that many operations.</summary>
    /// <returns>What broke, or null.</returns>
    public string? Run(long operations)
    {
        for (long i = 0; i < operations; i++)
        {
            string? broken;
            try
            {
                broken = Operate();
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                broken = e.ToString();
            }

            if (broken is not null)
            {
                return $"operation {i}: {broken}";
            }
        }

        return null;
    }

    /// <summary>One operation; what it broke, or null.</summary>
    protected abstract string? Operate();

    /// <summary>A random number below a limit.</summary>
    protected int Below(int limit) => (int)(Next() >> 33) % limit;

    /// <summary>64 random bits (xorshift64*).</summary>
    protected ulong Next()
    {
        _state ^= _state >> 12;
        _state ^= _state << 25;
        _state ^= _state >> 27;
        return _state * 0x2545_f491_4f6c_dd1d;
    }

    /// <summary>A value of a register: sometimes all bits, sometimes few.</summary>
    protected uint Value() => Below(4) switch
    {
        0 => (uint)Next(),
        1 => (uint)(Next() & Next() & Next()),
        2 => (uint)Below(0x200),
        _ => (uint)(Next() & Next()),
    };

    /// <summary>Moves time on by a random span, at times a long one.</summary>
    protected void Wait()
    {
        long span = Below(8) == 0 ? Below(1_000_000_000) : Below(5000);
        Now = Now > long.MaxValue / 2 ? long.MaxValue / 2 : Now + span;
    }
}
