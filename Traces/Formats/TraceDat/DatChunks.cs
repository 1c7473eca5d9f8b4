using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;

namespace Tickstorm.Traces.Formats.TraceDat;

/// <summary>The pages of one CPU of a trace.dat of a real kernel, packed or not, one after the other.</summary>
internal sealed class DatChunks
{
    /// <summary>The longest piece that is unpacked, bytes.</summary>
    public const int MostUnpacked = 1 << 28;

    private const int PagesAtOnce = 16;
    private readonly SafeFileHandle _file;
    private readonly KernelDat _dat;
    private readonly long _end;
    private byte[] _bytes = [];
    private int _length;
    private int _given;
    private long _at;
    private uint _chunksLeft;

    public DatChunks(SafeFileHandle file, KernelDat dat, KernelSection section)
    {
        (_file, _dat, _at) = (file, dat, section.Offset);
        long fileEnd = RandomAccess.GetLength(file);
        IsCut = section.Offset > fileEnd - section.Size;
        // The number of pieces stands before them, and the size does not count it.
        _end = dat.Packing is null && !IsCut ? section.Offset + section.Size : fileEnd;
        if (dat.Packing is not null && Number() is { } chunks) _chunksLeft = chunks;
    }

    /// <summary>True when the file ends within these pages.</summary>
    public bool IsCut { get; private set; }

    /// <summary>Where the page last returned stands: its own place, or that of the packed piece that it is in.</summary>
    public long PlaceOfPage { get; private set; }

    /// <summary>The next page; empty after the last. A last page that is not whole is returned as far as it goes.</summary>
    public ReadOnlySpan<byte> Next()
    {
        while (_given >= _length)
        {
            if (!Fill()) return default;
        }

        int size = Math.Min(_dat.PageSize, _length - _given);
        ReadOnlySpan<byte> page = _bytes.AsSpan(_given, size);
        if (_dat.Packing is null) PlaceOfPage = _at - _length + _given;
        _given += size;
        return page;
    }

    private bool Fill()
    {
        _given = _length = 0;
        if (_dat.Packing is not { } packing)
        {
            long left = _end - _at;
            if (left <= 0) return false;
            if (_bytes.Length == 0) _bytes = new byte[(int)Math.Min(PagesAtOnce * (long)_dat.PageSize, left)];
            _length = RandomAccess.Read(_file, _bytes.AsSpan(0, (int)Math.Min(_bytes.Length, left)), _at);
            _at += _length;
            return _length > 0;
        }

        if (_chunksLeft == 0) return false;
        PlaceOfPage = _at;
        if (Number() is not { } packed || Number() is not { } unpacked || packed > _end - _at || unpacked > MostUnpacked)
        {
            IsCut = true;
            _chunksLeft = 0;
            return false;
        }

        _chunksLeft--;
        byte[] bytes = new byte[packed];
        if (RandomAccess.Read(_file, bytes, _at) < packed)
        {
            IsCut = true;
            return false;
        }

        _at += packed;
        if (_bytes.Length < unpacked) _bytes = new byte[unpacked];
        packing.Unpack(bytes, _bytes.AsSpan(0, (int)unpacked));
        _length = (int)unpacked;
        return true;
    }

    private uint? Number()
    {
        Span<byte> four = stackalloc byte[4];
        if (_end - _at < 4 || RandomAccess.Read(_file, four, _at) < 4) return null;
        _at += 4;
        return _dat.Kernel.IsBig ? BinaryPrimitives.ReadUInt32BigEndian(four) : BinaryPrimitives.ReadUInt32LittleEndian(four);
    }
}
