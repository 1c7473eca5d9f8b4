using System.IO.Compression;
using SharpCompress.Compressors.ZStandard;

namespace Tickstorm.Traces.Formats;

/// <summary>Unpacks blocks whose unpacked size is known.</summary>
internal sealed class Unpacking : IDisposable
{
    private readonly Decompressor? _zstd;

    private Unpacking(bool isZstd) => _zstd = isZstd ? new Decompressor() : null;

    /// <summary>The packing of this name; null when it is not known.</summary>
    public static Unpacking? Of(string name) => name switch
    {
        "zstd" => new Unpacking(isZstd: true),
        "zlib" => new Unpacking(isZstd: false),
        _ => null,
    };

    /// <summary>Unpacks a block.</summary>
    /// <exception cref="InvalidDataException">It is damaged, or has another size.</exception>
    public void Unpack(byte[] packed, Span<byte> into)
    {
        int size;
        if (_zstd is null)
        {
            using ZLibStream stream = new(new MemoryStream(packed), CompressionMode.Decompress);
            size = stream.ReadAtLeast(into, into.Length, throwOnEndOfStream: false);
        }
        else
        {
            try
            {
                size = _zstd.Unwrap(packed, into);
            }
            catch (ZstdException fault)
            {
                throw new InvalidDataException(fault.Message, fault);
            }
        }

        if (size != into.Length) throw new InvalidDataException($"{size} bytes where {into.Length} were to be");
    }

    /// <inheritdoc/>
    public void Dispose() => _zstd?.Dispose();
}
