namespace Tickstorm.Hardware;

/// <summary>Known deviations of an emulated HPET from its specification. None is the default.</summary>
[Flags]
public enum HpetQuirks : byte
{
    /// <summary>As the specification says.</summary>
    None = 0,

    /// <summary>A one-shot comparator that has already passed fires at once.</summary>
    FiresPassed = 1,

    /// <summary>A periodic match whose callback comes exactly on time fires again 1000 ns later.</summary>
    FiresTwice = 2,

    /// <summary>Any interrupt route is taken.</summary>
    RoutesAnywhere = 4,

    /// <summary>A 32-bit one-shot fires at the wrap before its match, and not again at each match after it.</summary>
    FiresAtWrap = 8,

    /// <summary>All that QEMU's model is known for.</summary>
    Qemu = FiresPassed | FiresTwice | RoutesAnywhere | FiresAtWrap,
}
