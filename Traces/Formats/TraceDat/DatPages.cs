namespace Tickstorm.Traces.Formats.TraceDat;

/// <summary>Where the pages of a CPU stand: one after the other from a place on, or wherever a list says.</summary>
internal readonly record struct DatPages(long First, long Count, IReadOnlyList<long>? Listed = null)
{
    /// <summary>The offset of a page.</summary>
    public long this[long index] => Listed is null ? First + index * DatLayout.PageSize : Listed[(int)index];
}
