using System.Globalization;
using System.Text;
using System.Text.Json;
using Tickstorm.Traces.Runs;

namespace Tickstorm.Traces.Reports;

/// <summary>The items of a time line as the page's script reads them.</summary>
/// <remarks>
/// A row is [CPU, kind, begin since the row before, start since begin or -1, end since begin, wait, number of why, holder, row of the
/// holder's interrupt or -1], times in ns.
/// </remarks>
internal static class TimeLineData
{
    /// <summary>The JSON, which holds no character that could end an element.</summary>
    public static string Of(IReadOnlyList<TimeLineItem> items, int cpus)
    {
        Dictionary<(int, long), int> rows = [];
        List<string> reasons = [];
        Dictionary<string, int> numbers = [];
        for (int i = 0; i < items.Count; i++)
        {
            if (items[i].Interrupt > 0) rows.TryAdd((items[i].Cpu, items[i].Interrupt), i);
        }

        StringBuilder json = new();
        long before = items.Count > 0 ? items[0].BeginNs : 0;
        json.Append(CultureInfo.InvariantCulture, $"{{\"cpus\":{cpus},\"from\":{before},\"rows\":[");
        for (int i = 0; i < items.Count; i++)
        {
            TimeLineItem item = items[i];
            if (!numbers.TryGetValue(item.Why, out int why))
            {
                numbers[item.Why] = why = reasons.Count;
                reasons.Add(item.Why);
            }

            int holder = item.Holder >= 0 && rows.TryGetValue((item.Holder, item.HolderInterrupt), out int row) ? row : -1;
            json.Append(i == 0 ? "" : ",").Append(
                CultureInfo.InvariantCulture,
                $"[{item.Cpu},{(int)item.Kind},{item.BeginNs - before},{(item.StartNs < 0 ? -1 : item.StartNs - item.BeginNs)},"
                + $"{item.EndNs - item.BeginNs},{item.WaitNs},{why},{item.Holder},{holder}]");
            before = item.BeginNs;
        }

        return json.Append("],\"why\":").Append(JsonSerializer.Serialize(reasons.Select(Printable.Of))).Append('}').ToString();
    }
}
