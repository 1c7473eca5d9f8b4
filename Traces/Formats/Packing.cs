using System.IO.Compression;
using SharpCompress.Compressors.BZip2;
using SharpCompress.Compressors.ZStandard;

namespace Tickstorm.Traces.Formats;

/// <summary>Opens files that are packed as a whole.</summary>
internal static class Packing
{
    private const int Piece = 1 << 16;

    /// <summary>The unpacked bytes of a stream; what is damaged in it shows as <see cref="InvalidDataException"/>.</summary>
    public static Stream Open(Stream packed, string packer)
    {
        // Some libraries ask for a byte at a time, which of a pipe takes long.
        BufferedStream stream = new(packed, Piece);
        return packer switch
        {
            "xz" => new UnpackedStream(() => new XzFile(stream)),
            "zstd" => new UnpackedStream(() => new DecompressionStream(stream, 0, checkEndOfStream: true, leaveOpen: false)),
            "bzip2" => new UnpackedStream(() => BZip2Stream.Create(
                stream, SharpCompress.Compressors.CompressionMode.Decompress, true, false, false)),
            _ => new GZipStream(stream, CompressionMode.Decompress),
        };
    }
}
