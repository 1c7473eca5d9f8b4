using System.Buffers.Binary;

namespace Tickstorm.Traces.Formats.TraceDat;

/// <summary>Keeps finished pages in one file beside the target until their CPU's pages can be written together.</summary>
/// <remarks>A page is preceded by the number of the page before it of the same CPU, so memory does not grow with pages.</remarks>
internal sealed class DatSpool : IDisposable
{
    private const int Slot = 8 + DatLayout.PageSize;
    private const int Batch = 64;
    private readonly string _path;
    private readonly FileStream _file;
    private readonly byte[] _pending = new byte[Batch * Slot];
    private long _pages;

    public DatSpool(string target)
    {
        _path = target + ".spool";
        _file = new FileStream(_path, FileMode.Create, FileAccess.ReadWrite, FileShare.None, 0, FileOptions.DeleteOnClose);
    }

    /// <summary>Adds a page and returns its number.</summary>
    public long Add(long previous, ReadOnlySpan<byte> page)
    {
        int slot = (int)(_pages % Batch) * Slot;
        BinaryPrimitives.WriteInt64LittleEndian(_pending.AsSpan(slot), previous);
        page.CopyTo(_pending.AsSpan(slot + 8));
        if (++_pages % Batch == 0) _file.Write(_pending);
        return _pages - 1;
    }

    /// <summary>Copies the chain of pages that ends with <paramref name="last"/>, first page first.</summary>
    public void CopyChain(long last, long count, Stream target)
    {
        long[] chain = new long[count];
        Span<byte> head = stackalloc byte[8];
        for (long i = count - 1, page = last; i >= 0; i--)
        {
            chain[i] = page;
            Read(page * Slot, head);
            page = BinaryPrimitives.ReadInt64LittleEndian(head);
        }

        byte[] bytes = new byte[DatLayout.PageSize];
        foreach (long page in chain)
        {
            Read(page * Slot + 8, bytes);
            target.Write(bytes);
        }
    }

    /// <summary>Removes the file.</summary>
    public void Dispose() => _file.Dispose();

    private void Read(long offset, Span<byte> into)
    {
        long inFile = _pages / Batch * Batch * Slot;
        if (offset >= inFile)
        {
            _pending.AsSpan((int)(offset - inFile), into.Length).CopyTo(into);
            return;
        }

        RandomAccess.Read(_file.SafeFileHandle, into, offset);
    }
}
