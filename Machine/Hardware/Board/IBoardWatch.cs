namespace Tickstorm.Hardware;

/// <summary>The lines of a PC that can be watched.</summary>
public enum BoardLines
{
    /// <summary>None.</summary>
    None,

    /// <summary>INT of the 8259 pair.</summary>
    PicOutput,

    /// <summary>Inputs 0 to 7 of the first 8259.</summary>
    PicInputs,

    /// <summary>Inputs of the IO-APIC, by the line that drives them.</summary>
    IoApicInputs,
}

/// <summary>Who watches a PC's lines and interrupt messages from outside.</summary>
public interface IBoardWatch
{
    /// <summary>A line is driven, changed or not.</summary>
    void Line(BoardLines lines, int line, bool high);

    /// <summary>A device's message goes to the bus.</summary>
    void Message(in BusMessage message);
}
