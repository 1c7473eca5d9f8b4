using System.Security.Cryptography;
using System.Text;
using Orleans.Serialization;
using Orleans.Storage;

namespace Tickstorm.Grains.Storage;

/// <summary>Grain storage in a folder that all silos of one machine share: it outlives any of them. For development.</summary>
/// <remarks>A file begins with its version, 16 bytes; a write that was based on another version is refused.</remarks>
public sealed class FolderGrainStorage(string folder, Serializer serializer) : IGrainStorage
{
    private const int VersionBytes = 16;

    /// <inheritdoc/>
    public async Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        ArgumentNullException.ThrowIfNull(grainState);
        string path = PathOf(stateName, grainId);
        using (await FolderFile.Lock(path))
        {
            byte[]? bytes = FolderFile.Read(path);
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
        byte[] version = Guid.NewGuid().ToByteArray();
        byte[] body = serializer.SerializeToArray(grainState.State);
        using (await FolderFile.Lock(path))
        {
            Check(path, grainState.ETag);
            await FolderFile.Write(path, [.. version, .. body]);
        }

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
        byte[]? held = FolderFile.Read(path);
        string? version = held is null ? null : Version(held);
        if (version != expected)
            throw new InconsistentStateException($"{Path.GetFileName(path)} was written by somebody else.", version ?? "", expected ?? "");
    }

    private static string Version(byte[] bytes) => Convert.ToHexString(bytes, 0, VersionBytes);

    private string PathOf(string stateName, GrainId grainId)
    {
        Directory.CreateDirectory(folder);
        byte[] hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{stateName}\n{grainId}"));
        return Path.Combine(folder, Convert.ToHexStringLower(hash, 0, 16));
    }
}
