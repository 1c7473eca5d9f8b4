namespace Tickstorm.Hardware;

// QEMU's way with pins: one request bit a pin, which stands for the level of a level pin and for the edge of an edge pin.
public sealed partial class IoApic
{
    private void SetPinQuirky(int pin, bool high)
    {
        RedirectionEntry entry = _entries[pin];
        if (entry.IsLevel)
        {
            _lines[pin] = high;
            if (high && !entry.HasRemoteIrr) ScanQuirky();
        }
        else if (high && !entry.IsMasked)
        {
            _lines[pin] = true;
            ScanQuirky();
        }
    }

    private void ScanQuirky()
    {
        for (int pin = 0; pin < _entries.Length; pin++)
        {
            RedirectionEntry entry = _entries[pin];
            if (!_lines[pin]) continue;
            // The vector of an ExtINT entry is fetched before the mask is looked at.
            BusMessage message = ToMessage(entry);
            if (entry.IsMasked || entry.HasRemoteIrr) continue;
            if (entry.IsLevel)
            {
                _entries[pin] = new RedirectionEntry(entry.Raw | RedirectionEntry.RemoteIrr);
            }
            else
            {
                _lines[pin] = false;
            }

            _bus.Send(in message);
        }
    }
}
