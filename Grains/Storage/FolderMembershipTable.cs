using System.Globalization;
using Orleans.Serialization;

namespace Tickstorm.Grains.Storage;

/// <summary>Who is in the cluster, in a file that all silos of one machine share: no silo is needed to keep it. For development.</summary>
internal sealed class FolderMembershipTable(string folder, Serializer serializer) : IMembershipTable
{
    private readonly string _path = Path.Combine(folder, "membership");

    /// <inheritdoc/>
    public Task InitializeMembershipTable(bool tryInitTableVersion)
    {
        Directory.CreateDirectory(folder);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<MembershipTableData> ReadAll() => Task.FromResult(Read().ToData(_ => true));

    /// <inheritdoc/>
    public Task<MembershipTableData> ReadRow(SiloAddress key) => Task.FromResult(Read().ToData(entry => entry.SiloAddress.Equals(key)));

    /// <inheritdoc/>
    public Task<bool> InsertRow(MembershipEntry entry, TableVersion tableVersion) => Change(table =>
    {
        if (!table.IsAt(tableVersion) || table.Find(entry.SiloAddress) >= 0) return false;
        table.Version = tableVersion.Version;
        table.Members.Add(entry);
        table.ETags.Add(table.Tag);
        return true;
    });

    /// <inheritdoc/>
    public Task<bool> UpdateRow(MembershipEntry entry, string etag, TableVersion tableVersion) => Change(table =>
    {
        int at = table.Find(entry.SiloAddress);
        if (!table.IsAt(tableVersion) || at < 0 || table.ETags[at] != etag) return false;
        table.Version = tableVersion.Version;
        table.Members[at] = entry;
        table.ETags[at] = table.Tag;
        return true;
    });

    /// <inheritdoc/>
    public Task UpdateIAmAlive(MembershipEntry entry) => Change(table =>
    {
        int at = table.Find(entry.SiloAddress);
        if (at < 0) return false;
        table.Members[at].IAmAliveTime = entry.IAmAliveTime;
        return true;
    });

    /// <inheritdoc/>
    public Task CleanupDefunctSiloEntries(DateTimeOffset beforeDate) => Change(table =>
    {
        for (int i = table.Members.Count - 1; i >= 0; i--)
        {
            if (table.Members[i].Status == SiloStatus.Active || table.Members[i].IAmAliveTime >= beforeDate.UtcDateTime) continue;
            table.Members.RemoveAt(i);
            table.ETags.RemoveAt(i);
        }

        return true;
    });

    /// <inheritdoc/>
    public Task DeleteMembershipTableEntries(string clusterId)
    {
        File.Delete(_path);
        return Task.CompletedTask;
    }

    private StoredMembership Read() => !File.Exists(_path)
        ? new StoredMembership()
        : serializer.Deserialize<StoredMembership>(File.ReadAllBytes(_path)) ?? throw new InvalidDataException($"{_path} holds no membership.");

    private async Task<bool> Change(Func<StoredMembership, bool> change)
    {
        using FileStream turn = await FileLock.Take(_path);
        StoredMembership table = Read();
        if (!change(table)) return false;
        string fresh = _path + ".new";
        await File.WriteAllBytesAsync(fresh, serializer.SerializeToArray(table));
        File.Move(fresh, _path, overwrite: true);
        return true;
    }
}

/// <summary>The table as it is stored.</summary>
[GenerateSerializer, Alias("tickstorm.stored-membership")]
internal sealed class StoredMembership
{
    /// <summary>Moves on with every change of a member.</summary>
    [Id(0)] public int Version { get; set; }

    /// <summary>The silos.</summary>
    [Id(1)] public List<MembershipEntry> Members { get; set; } = [];

    /// <summary>The versions in which each was changed last.</summary>
    [Id(2)] public List<string> ETags { get; set; } = [];

    /// <summary>The version as a tag.</summary>
    public string Tag => Version.ToString(CultureInfo.InvariantCulture);

    /// <summary>True when a new version follows this one.</summary>
    public bool IsAt(TableVersion next) => next.VersionEtag == Tag;

    /// <summary>Where a silo is; -1 when it is not there.</summary>
    public int Find(SiloAddress silo) => Members.FindIndex(entry => entry.SiloAddress.Equals(silo));

    /// <summary>The silos that are asked for, as Orleans wants them.</summary>
    public MembershipTableData ToData(Func<MembershipEntry, bool> wanted) =>
        new([.. Members.Zip(ETags, Tuple.Create).Where(row => wanted(row.Item1))], new TableVersion(Version, Tag));
}
