namespace Tickstorm.Client.Replay;

/// <summary>The ways in which a recorder's devices leave their data sheets, each an option of its own.</summary>
[Flags]
internal enum Deviation
{
    None = 0,
    LapicSoftwareDisable = 1 << 0,
    LapicIllegalVectors = 1 << 1,
    LapicReservedBits = 1 << 2,
    LapicExpiredTimer = 1 << 3,
    LapicNmi = 1 << 4,
    LapicPage = 1 << 5,
    LapicExtInt = 1 << 6,
    BusInit = 1 << 7,
    MsiWrites = 1 << 8,
    IoApicPinZero = 1 << 9,
    IoApicRequestBits = 1 << 10,
    IoApicReservedBits = 1 << 11,
    IoApicPage = 1 << 12,
    PicWithdrawnEdge = 1 << 13,
    PicNestedMode = 1 << 14,
    PicLateUpdate = 1 << 15,
    PicInitLines = 1 << 16,
    PitCounting = 1 << 17,
    HpetPassed = 1 << 18,
    HpetTwice = 1 << 19,
    HpetRoute = 1 << 20,
    HpetWrap = 1 << 21,
    Qemu = (1 << 22) - 1,
}
