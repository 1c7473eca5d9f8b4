using Orleans.Serialization;

namespace Tickstorm.Grains.Storage;

/// <summary>
/// The cluster's membership in a folder that all silos of one machine share: any of them may be lost, the first one too. For development.
/// </summary>
public sealed class FolderMembershipTable(string folder, Serializer<MembershipTableData> serializer) : IMembershipTable
{
    private string Path => System.IO.Path.Combine(folder, "membership");

    /// <inheritdoc/>
    public Task InitializeMembershipTable(bool tryInitTableVersion)
    {
        Directory.CreateDirectory(folder);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task DeleteMembershipTableEntries(string clusterId)
    {
        using (await FolderFile.Lock(Path)) File.Delete(Path);
    }

    /// <inheritdoc/>
    public Task CleanupDefunctSiloEntries(DateTimeOffset beforeDate) => Change(table =>
    {
        bool Defunct(MembershipEntry entry) => entry.Status == SiloStatus.Dead && entry.IAmAliveTime < beforeDate.UtcDateTime;
        return new MembershipTableData([.. table.Members.Where(m => !Defunct(m.Item1))], table.Version);
    });

    /// <inheritdoc/>
    public async Task<MembershipTableData> ReadRow(SiloAddress key)
    {
        MembershipTableData table = await ReadAll();
        return new MembershipTableData([.. table.Members.Where(m => m.Item1.SiloAddress.Equals(key))], table.Version);
    }

    /// <inheritdoc/>
    public async Task<MembershipTableData> ReadAll()
    {
        using (await FolderFile.Lock(Path)) return Read();
    }

    /// <inheritdoc/>
    public Task<bool> InsertRow(MembershipEntry entry, TableVersion tableVersion)
    {
        ArgumentNullException.ThrowIfNull(tableVersion);
        return Change(table => table.Version.VersionEtag != tableVersion.VersionEtag || RowOf(table, entry) is not null
            ? null
            : new MembershipTableData([.. table.Members, Row(entry)], Next(tableVersion)));
    }

    /// <inheritdoc/>
    public Task<bool> UpdateRow(MembershipEntry entry, string etag, TableVersion tableVersion)
    {
        ArgumentNullException.ThrowIfNull(tableVersion);
        return Change(table => table.Version.VersionEtag != tableVersion.VersionEtag || RowOf(table, entry)?.Item2 != etag
            ? null
            : With(table, entry, Next(tableVersion)));
    }

    /// <inheritdoc/>
    public Task UpdateIAmAlive(MembershipEntry entry) => Change(table =>
    {
        if (RowOf(table, entry) is not { } row) return null;
        row.Item1.IAmAliveTime = entry.IAmAliveTime;
        return With(table, row.Item1, table.Version);
    });

    private static Tuple<MembershipEntry, string>? RowOf(MembershipTableData table, MembershipEntry entry) =>
        table.Members.FirstOrDefault(m => m.Item1.SiloAddress.Equals(entry.SiloAddress));

    private static MembershipTableData With(MembershipTableData table, MembershipEntry entry, TableVersion version) =>
        new([.. table.Members.Where(m => !m.Item1.SiloAddress.Equals(entry.SiloAddress)), Row(entry)], version);

    private static Tuple<MembershipEntry, string> Row(MembershipEntry entry) => Tuple.Create(entry, Guid.NewGuid().ToString("n"));

    private static TableVersion Next(TableVersion version) => new(version.Version, Guid.NewGuid().ToString("n"));

    private MembershipTableData Read() =>
        FolderFile.Read(Path) is { } bytes ? serializer.Deserialize(bytes)! : new MembershipTableData([], new TableVersion(0, "0"));

    // False when the table was changed by somebody else first.
    private async Task<bool> Change(Func<MembershipTableData, MembershipTableData?> change)
    {
        using (await FolderFile.Lock(Path))
        {
            if (change(Read()) is not { } changed) return false;
            await FolderFile.Write(Path, [], serializer.SerializeToArray(changed));
            return true;
        }
    }
}
