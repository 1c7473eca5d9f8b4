namespace Tickstorm.Hardware;

/// <summary>
/// A message signalled interrupt: a 32-bit write of <paramref name="Data"/> to <paramref name="Address"/> (SDM, "Message Signalled
/// Interrupts").
/// </summary>
/// <param name="Address">0xFEExxxxx: destination in bits 19:12, redirection hint in bit 3, logical mode in bit 2.</param>
/// <param name="Data">Vector in bits 7:0, delivery mode in 10:8, assert in 14, level trigger in 15.</param>
public readonly record struct MsiMessage(ulong Address, uint Data)
{
    private const ulong Window = 0xfee0_0000;

    /// <summary>True for an address in the 1 MiB window that messages are written to.</summary>
    public static bool IsMessageAddress(ulong address) => (address & ~0xf_ffffUL) == Window;

    /// <summary>True for a level-triggered de-assert, which interrupts nobody.</summary>
    public bool IsDeassert => (Data & 0xc000) == 0x8000;

    /// <summary>The bus message that the write becomes.</summary>
    public BusMessage ToBusMessage() => new(
        BusMessageKind.Interrupt,
        (DeliveryMode)(Data >> 8 & 7),
        (byte)Data,
        (uint)(Address >> 12 & 0xff),
        Logical: (Address & 4) != 0,
        Level: (Data & 0x8000) != 0);

    /// <summary>The write that carries a bus message with a destination of 8 bits.</summary>
    public static MsiMessage From(in BusMessage message) => new(
        Window | ((ulong)(message.Destination & 0xff) << 12) | (message.Logical ? 4UL : 0),
        message.Vector | ((uint)message.Mode << 8) | (message.Level ? 0xc000u : 0));
}
