using System.IO.Compression;
using SharpCompress.Compressors.BZip2;
using SharpCompress.Compressors.ZStandard;

namespace Tickstorm.Traces.Formats;

/// <summary>Opens files that are packed as a whole.</summary>
internal static class Packing
{
    /// <summary>The unpacked bytes of a stream; what is damaged in it shows as <see cref="InvalidDataException"/>.</summary>
    public static Stream Open(Stream stream, string packer) => packer switch
    {
        "zstd" => new UnpackedStream(() => new DecompressionStream(stream, 0, checkEndOfStream: true, leaveOpen: false)),
        "bzip2" => new UnpackedStream(() => BZip2Stream.Create(
            stream, SharpCompress.Compressors.CompressionMode.Decompress, true, false, false)),
        _ => new GZipStream(stream, CompressionMode.Decompress),
    };
}
