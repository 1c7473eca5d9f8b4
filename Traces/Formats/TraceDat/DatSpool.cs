using System.Buffers.Binary;
using System.Text;
using Tickstorm.Traces.Outputs;
using Tickstorm.Traces.Runs;

namespace Tickstorm.Traces.Formats.TraceDat;

/// <summary>
/// Keeps finished pages in one file beside the target until their CPU's pages can be written together. Of a run that is killed it is what
/// remains, and can be read.
/// </summary>
/// <remarks>A page is preceded by the number of the page before it of the same CPU, so memory does not grow with pages.</remarks>
internal sealed class DatSpool : IDisposable
{
    /// <summary>What a spool's name ends in, after that of its target.</summary>
    public const string Ending = ".spool";

    /// <summary>The number of the page before, and the CPU.</summary>
    public const int SlotHead = 16;

    /// <summary>A page with what stands before it.</summary>
    public const int Slot = SlotHead + DatLayout.PageSize;

    /// <summary>Magic and the length of the run's description, which follows.</summary>
    public const int HeadSize = 12;

    private const int Batch = 64;
    private readonly FileStream _file;
    private readonly ChunkStream _stream;
    private readonly byte[] _pending = new byte[Batch * Slot];
    private readonly long _first;
    private long _pages;
    private bool _left;

    /// <summary>Opens a spool at a path.</summary>
    /// <exception cref="IOException">Another process writes it, or the file there is no spool.</exception>
    public DatSpool(string path, TraceRunInfo info)
    {
        _file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 0);
        try
        {
            if (_file.Length > 0) Check(path);
            _file.SetLength(0);
            byte[] text = Encoding.UTF8.GetBytes(RunInfoJson.Of(info));
            byte[] head = [.. Magic, .. new byte[4], .. text];
            BinaryPrimitives.WriteInt32LittleEndian(head.AsSpan(Magic.Length), text.Length);
            _stream = new ChunkStream(_file.SafeFileHandle);
            _stream.Write(head);
            _first = head.Length;
        }
        catch
        {
            _file.Dispose();
            throw;
        }
    }

    /// <summary>Where it is.</summary>
    public string Path => _file.Name;

    /// <summary>How a spool begins.</summary>
    public static ReadOnlySpan<byte> Magic => "tickspl1"u8;

    /// <summary>Adds a page and returns its number.</summary>
    public long Add(long previous, int cpu, ReadOnlySpan<byte> page)
    {
        Span<byte> slot = _pending.AsSpan((int)(_pages % Batch) * Slot, Slot);
        BinaryPrimitives.WriteInt64LittleEndian(slot, previous);
        BinaryPrimitives.WriteInt64LittleEndian(slot[8..], cpu);
        page.CopyTo(slot[SlotHead..]);
        if (++_pages % Batch == 0) _stream.Write(_pending);
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
            Read(page * Slot + SlotHead, bytes);
            target.Write(bytes);
        }
    }

    /// <summary>Leaves the file with all that it has: it is all there is of the trace.</summary>
    public void Leave()
    {
        _left = true;
        try
        {
            _stream.Write(_pending.AsSpan(0, (int)(_pages % Batch) * Slot));
        }
        catch (IOException)
        {
            // The disk is full: what is there is what remains.
        }
    }

    /// <summary>Removes the file unless it is left.</summary>
    public void Dispose()
    {
        if (!_left) File.Delete(_file.Name);
        _file.Dispose();
    }

    private void Check(string path)
    {
        Span<byte> there = stackalloc byte[Magic.Length];
        if (_file.ReadAtLeast(there, there.Length, throwOnEndOfStream: false) < there.Length || !there.SequenceEqual(Magic))
            throw new OutputException(path, "this is no spool of Tickstorm", "no other file of this name was expected beside the trace");
    }

    private void Read(long offset, Span<byte> into)
    {
        long inFile = _pages / Batch * Batch * Slot;
        if (offset >= inFile)
        {
            _pending.AsSpan((int)(offset - inFile), into.Length).CopyTo(into);
            return;
        }

        RandomAccess.Read(_file.SafeFileHandle, into, _first + offset);
    }
}
