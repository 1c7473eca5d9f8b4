using Tickstorm.Tracing;

namespace Tickstorm.Traces.Runs;

/// <summary>Losses in words, and the reasons that records of losses stand for.</summary>
public static class DropTexts
{
    /// <summary>Why a tick was lost, as the end of a sentence: "IRQ 0 is already in progress on CPU 3".</summary>
    /// <param name="reason">From the closed list.</param>
    /// <param name="line">The line; null when it is not known.</param>
    /// <param name="holder">Who was in its way; null when nobody is known.</param>
    public static string Because(DropReason reason, int? line, int? holder)
    {
        string irq = line is { } number ? $"IRQ {number}" : "its line";
        return reason switch
        {
            DropReason.LineInProgress => $"{irq} is already in progress on {(holder is { } cpu ? $"CPU {cpu}" : "another CPU")}",
            DropReason.LineDisabled => $"{irq} is disabled",
            DropReason.NoAction => $"{irq} has no action",
            DropReason.LvtMasked => "its own LVT timer entry is masked at expiry",
            DropReason.PinMasked => "the IO-APIC pin is masked",
            DropReason.IrrFull => "its vector is already pending in IRR",
            DropReason.IsrBlocked => "its vector stays in service, with nobody left to write EOI",
            DropReason.NotArmed => "nothing was armed",
            DropReason.StealCollapse => "its virtual CPU was not scheduled and the expiries became one",
            DropReason.NoHandler => "its vector leads to no line",
            DropReason.StaleBroadcast => "the broadcast device did not know of it",
            _ => "of an unknown reason",
        };
    }

    /// <summary>The reason of a loss; null when its record names none.</summary>
    public static DropReason? Reason(in TraceRecord loss) => loss.Kind switch
    {
        TraceKind.Coalesced => MergedTick.Reason(loss.Argument),
        TraceKind.Masked => DropReasons.Of(loss.Argument) ?? DropReason.LvtMasked,
        TraceKind.Dropped => DropReasons.Of(loss.Argument),
        _ => null,
    };
}
