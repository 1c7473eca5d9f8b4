using System.Buffers.Binary;
using System.Text;

namespace Tickstorm.Traces.Analysis.Captures;

/// <summary>The strings of names that come as bytes, each made once.</summary>
internal sealed class NameTable
{
    private const int Longest = 64;
    private const int MostNames = 1 << 16;
    private readonly Dictionary<ulong, (byte[] Bytes, string Text)> _known = [];

    /// <summary>The name as a string; what is longer than 64 bytes is cut.</summary>
    public string Of(ReadOnlySpan<byte> name)
    {
        if (name.Length > Longest) name = name[..Longest];
        ulong key = Key(name);
        bool isTaken = _known.TryGetValue(key, out (byte[] Bytes, string Text) known);
        if (isTaken && name.SequenceEqual(known.Bytes)) return known.Text;
        string text = Encoding.ASCII.GetString(name);
        if (!isTaken && _known.Count < MostNames) _known[key] = (name.ToArray(), text);
        return text;
    }

    private static ulong Key(ReadOnlySpan<byte> name)
    {
        if (name.Length >= 8)
        {
            ulong first = BinaryPrimitives.ReadUInt64LittleEndian(name), last = BinaryPrimitives.ReadUInt64LittleEndian(name[^8..]);
            return first * 0x9e37_79b9_7f4a_7c15 ^ last * 0xc2b2_ae3d_27d4_eb4f ^ (ulong)name.Length;
        }

        ulong key = (ulong)name.Length;
        foreach (byte one in name) key = key << 8 | one;
        return key;
    }
}
