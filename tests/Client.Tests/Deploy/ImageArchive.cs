using System.Formats.Tar;
using System.IO.Compression;
using System.Text.Json;

namespace Tickstorm.Tests.Deploy;

/// <summary>An image as an archive: what it says of itself, and what is in its layers.</summary>
internal sealed class ImageArchive
{
    private readonly string _folder;
    private readonly JsonElement _config;
    private readonly string[] _layers;

    /// <summary>Unpacks the archive into a folder.</summary>
    public ImageArchive(string file, string folder)
    {
        _folder = folder;
        Directory.CreateDirectory(folder);
        TarFile.ExtractToDirectory(file, folder, overwriteFiles: false);
        JsonElement manifest = Parse("manifest.json")[0];
        _config = Parse(manifest.GetProperty("Config").GetString()!);
        _layers = [.. manifest.GetProperty("Layers").EnumerateArray().Select(layer => layer.GetString()!)];
    }

    /// <summary>What a container of it runs as, by default.</summary>
    public JsonElement Settings => _config.GetProperty("config");

    /// <summary>The processor that it is for.</summary>
    public string Architecture => _config.GetProperty("architecture").GetString()!;

    /// <summary>The digests of the layers as tars, from the base up.</summary>
    public IEnumerable<string> Digests => _config.GetProperty("rootfs").GetProperty("diff_ids").EnumerateArray().Select(id => id.GetString()!);

    /// <summary>The program and its first arguments.</summary>
    public string[] EntryPoint => [.. Settings.GetProperty("Entrypoint").EnumerateArray().Select(word => word.GetString()!)];

    /// <summary>The entries of the layers above the base.</summary>
    public IEnumerable<TarEntry> Own() => _layers.Skip(1).SelectMany(Entries);

    /// <summary>Writes the tree that a container sees.</summary>
    public void Unpack(string root)
    {
        foreach (TarEntry entry in _layers.SelectMany(Entries))
        {
            string path = Path.Combine(root, entry.Name.TrimStart('/'));
            Directory.CreateDirectory(Path.GetDirectoryName(path.TrimEnd('/'))!);
            if (entry.EntryType == TarEntryType.Directory) Directory.CreateDirectory(path);
            else entry.ExtractToFile(path, overwrite: true);
        }
    }

    private JsonElement Parse(string name) => JsonDocument.Parse(File.ReadAllText(Path.Combine(_folder, name))).RootElement;

    private IEnumerable<TarEntry> Entries(string layer)
    {
        using FileStream file = File.OpenRead(Path.Combine(_folder, layer));
        bool isPacked = file.ReadByte() == 0x1f;
        file.Position = 0;
        using Stream content = isPacked ? new GZipStream(file, CompressionMode.Decompress) : file;
        using TarReader reader = new(content);
        while (reader.GetNextEntry() is { } entry) yield return entry;
    }
}
