namespace Tickstorm.Hardware;

// What a match does to the wires (IA-PC HPET 1.0a, "Interrupt Mapping").
public sealed partial class Hpet
{
    // The status bit of a level timer shows a match although the timer's interrupt is disabled.
    private void Drive(HpetTimer timer, bool match)
    {
        if (match && timer.IsLevel)
        {
            _status |= timer.Bit;
        }
        else if (!match)
        {
            _status &= ~timer.Bit;
        }

        int line = LineOf(timer);
        if (!match || !timer.IsEnabled || !IsEnabled)
        {
            if (!timer.IsMessage) SetLine(line, false);
        }
        else if (timer.IsMessage)
        {
            _messages?.Invoke(new MsiMessage(timer.MessageRegister >> 32, (uint)timer.MessageRegister));
        }
        else
        {
            SetLine(line, true);
            if (!timer.IsLevel) SetLine(line, false);
        }
    }

    private int LineOf(HpetTimer timer) => IsLegacy && timer.Index <= 1 ? timer.Index * 8 : timer.Route;

    private void SetLine(int line, bool high)
    {
        if (line >= 0) _lines.SetLine(line, high);
    }
}
