using System.Buffers;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Orleans.Serialization;
using Orleans.Storage;

namespace Tickstorm.Grains.Storage;

/// <summary>Grain storage in a folder that all silos of one machine share: it outlives any of them. For development.</summary>
/// <remarks>
/// A file begins with its version, 16 bytes; a write that was based on another version is refused. Half of the version is drawn, the other
/// half is a sum over the rest of the file, so that a changed byte is found and not believed.
/// </remarks>
public sealed class FolderGrainStorage(string folder, Serializer serializer) : IGrainStorage
{
    private const int VersionBytes = 16;
    private const int DrawnBytes = 8;
    private const int MostBuffers = 8;

    // Blocks of checkpoints are half a megabyte each: what one was written from the next one is written from too.
    private readonly ConcurrentBag<ArrayBufferWriter<byte>> _buffers = [];

    /// <summary>The name of the file that a state of a grain is kept in.</summary>
    public static string FileOf(string stateName, string grain) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{stateName}\n{grain}")), 0, 16);

    /// <inheritdoc/>
    public async Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        ArgumentNullException.ThrowIfNull(grainState);
        string path = PathOf(stateName, grainId);
        using (await FolderFile.Lock(path))
        {
            byte[]? bytes = FolderFile.Read(path);
            if (bytes is not null) CheckSum(bytes, path);
            grainState.RecordExists = bytes is not null;
            grainState.ETag = bytes is null ? null : Version(bytes);
            grainState.State = bytes is null ? Activator.CreateInstance<T>() : serializer.Deserialize<T>(bytes.AsMemory(VersionBytes));
        }
    }

    /// <inheritdoc/>
    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        ArgumentNullException.ThrowIfNull(grainState);
        string path = PathOf(stateName, grainId);
        ArrayBufferWriter<byte> body = _buffers.TryTake(out ArrayBufferWriter<byte>? free) ? free : new ArrayBufferWriter<byte>();
        serializer.Serialize(grainState.State, body);
        byte[] version = [.. RandomNumberGenerator.GetBytes(DrawnBytes), .. Sum(body.WrittenSpan)];
        using (await FolderFile.Lock(path))
        {
            Check(path, grainState.ETag);
            await FolderFile.Write(path, version, body.WrittenMemory);
        }

        // After a failure it is left to the collector.
        body.ResetWrittenCount();
        if (_buffers.Count < MostBuffers) _buffers.Add(body);

        grainState.ETag = Version(version);
        grainState.RecordExists = true;
    }

    /// <inheritdoc/>
    public async Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        ArgumentNullException.ThrowIfNull(grainState);
        string path = PathOf(stateName, grainId);
        using (await FolderFile.Lock(path))
        {
            Check(path, grainState.ETag);
            File.Delete(path);
        }

        File.Delete(path + ".lock");
        grainState.ETag = null;
        grainState.RecordExists = false;
        grainState.State = Activator.CreateInstance<T>();
    }

    private static void Check(string path, string? expected)
    {
        string? version = FolderFile.ReadStart(path, VersionBytes) is { } held ? Version(held) : null;
        if (version != expected)
            throw new InconsistentStateException($"{Path.GetFileName(path)} was written by somebody else.", version ?? "", expected ?? "");
    }

    private static void CheckSum(byte[] bytes, string path)
    {
        if (bytes.Length < VersionBytes || !bytes.AsSpan(DrawnBytes..VersionBytes).SequenceEqual(Sum(bytes.AsSpan(VersionBytes))))
            throw new InvalidDataException($"the sum in {path} is not that of its {bytes.Length} bytes");
    }

    private static byte[] Sum(ReadOnlySpan<byte> body) => SHA256.HashData(body)[..(VersionBytes - DrawnBytes)];

    private static string Version(byte[] bytes) => Convert.ToHexString(bytes.AsSpan(0, Math.Min(bytes.Length, VersionBytes)));

    private string PathOf(string stateName, GrainId grainId)
    {
        Directory.CreateDirectory(folder);
        return Path.Combine(folder, FileOf(stateName, grainId.ToString()));
    }
}
