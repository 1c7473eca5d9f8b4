using Tickstorm.Kernel;

namespace Tickstorm.Tests.Kernel.Lines;

// mask_ack_irq, mask_irq, unmask_irq and what the three chips have behind them.
internal sealed partial class ReferenceLine
{
    // i8259A_chip: mask, unmask, mask_ack. ioapic_chip and the local one: mask, unmask, ack; ioapic_chip has eoi as well.
    private bool HasMaskAck => chip == ChipKind.XtPic;

    private void MaskAckIrq()
    {
        if (HasMaskAck)
        {
            Masks++;
            _masked = true;
            return;
        }

        MaskIrq();
        ChipAck();
    }

    private void MaskIrq()
    {
        if (_masked && Since("4.13")) return;
        ChipMask();
        _masked = true;
    }

    private void UnmaskIrq()
    {
        if (!_masked && Since("4.13")) return;
        Unmasks++;
        _masked = false;
    }

    // Up to 3.2 by DISABLED alone; cond_unmask_irq of 3.3 asks for MASKED too.
    private void UnmaskAfterLevel()
    {
        if (Disabled || Since("3.3") && !_masked) return;
        UnmaskIrq();
    }

    private void ChipMask() => Masks++;

    private void ChipAck() => _eois += HasMaskAck ? 0 : 1;

    private void ChipEoi()
    {
        ChipEois++;
        _eois++;
    }
}
