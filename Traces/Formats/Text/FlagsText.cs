namespace Tickstorm.Traces.Formats.Text;

/// <summary>The column of latency flags, as in "dNh1.": interrupts off, need-resched (PREEMPT_RT: twice), context, preempt depth.</summary>
internal static class FlagsText
{
    /// <summary>What the column says.</summary>
    public static CaptureContext Context(ReadOnlySpan<byte> flags)
    {
        if (!IsFlags(flags)) return CaptureContext.Unknown;
        CaptureContext context = CaptureContext.Known;
        if (flags[0] is (byte)'d' or (byte)'D') context |= CaptureContext.IrqsOff;
        // Where the context stands depends on the kernel's options; no other flag of the first four has these letters.
        foreach (byte flag in flags[1..Math.Min(4, flags.Length)])
        {
            if (flag is (byte)'h' or (byte)'H' or (byte)'z' or (byte)'Z') context |= CaptureContext.HardIrq;
            if (flag is (byte)'s' or (byte)'H') context |= CaptureContext.SoftIrq;
        }

        return context;
    }

    /// <summary>True for a word that can be the column.</summary>
    public static bool IsFlags(ReadOnlySpan<byte> word) =>
        word.Length is >= 3 and <= 9 && word[0] is (byte)'d' or (byte)'D' or (byte)'b' or (byte)'.' or (byte)'X' or (byte)'?';
}
