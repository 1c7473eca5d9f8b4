using System.Buffers.Text;

namespace Tickstorm.Traces.Formats;

/// <summary>The names of a kernel's functions by their addresses (/proc/kallsyms, as recorders keep it in their files).</summary>
internal sealed class KernelSymbols
{
    private readonly byte[] _text;
    private readonly ulong[] _addresses;
    private readonly (int Start, int Length)[] _names;
    private readonly HashSet<ulong> _ticks = [];

    /// <summary>No names.</summary>
    public static KernelSymbols None { get; } = new([]);

    /// <summary>Takes the text of kallsyms: "ffffffff81000000 T _text" a line.</summary>
    public KernelSymbols(byte[] text)
    {
        _text = text;
        List<ulong> addresses = [];
        List<(int Start, int Length)> names = [];
        for (int at = 0; at < text.Length;)
        {
            int end = text.AsSpan(at).IndexOf((byte)'\n');
            ReadOnlySpan<byte> line = end < 0 ? text.AsSpan(at) : text.AsSpan(at, end);
            // Addresses of 0 are what those see who may not know them.
            if (Utf8Parser.TryParse(line, out ulong address, out int taken, 'x') && taken > 0 && line.Length > taken + 3 && address != 0)
            {
                int start = taken + 3;
                int length = line[start..].IndexOfAny((byte)'\t', (byte)' ', (byte)'\0');
                if (length < 0) length = line.Length - start;
                addresses.Add(address);
                names.Add((at + start, length));
                ReadOnlySpan<byte> name = line.Slice(start, length);
                if (KernelNames.IsTickTimer(name is [(byte)'.', ..] ? name[1..] : name)) _ticks.Add(address);
            }

            if (end < 0) break;
            at += end + 1;
        }

        _addresses = [.. addresses];
        _names = [.. names];
        Array.Sort(_addresses, _names);
    }

    /// <summary>True when no name is known.</summary>
    public bool IsEmpty => _addresses.Length == 0;

    /// <summary>True for a function of the tick's hrtimer.</summary>
    public bool IsTickTimer(long function) => _ticks.Contains((ulong)function) || _ticks.Contains((ulong)function & ~1ul);

    /// <summary>The function that an address lies in; empty when none does.</summary>
    public ReadOnlySpan<byte> Name(long address)
    {
        int at = Array.BinarySearch(_addresses, (ulong)address);
        if (at < 0) at = ~at - 1;
        return at < 0 ? default : _text.AsSpan(_names[at].Start, _names[at].Length);
    }
}
