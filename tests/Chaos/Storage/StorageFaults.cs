using System.Globalization;

namespace Tickstorm.Chaos.Storage;

/// <summary>What a use of the storage comes to.</summary>
internal enum StorageFate
{
    /// <summary>It is done.</summary>
    Done,

    /// <summary>It fails at once.</summary>
    Fails,

    /// <summary>It is done, but fails for who asked.</summary>
    Half,

    /// <summary>It takes a while.</summary>
    Slow,

    /// <summary>It is never answered.</summary>
    Hangs,
}

/// <summary>One kind of fault that the storage has just now.</summary>
/// <param name="Fate">What uses come to.</param>
/// <param name="What">Which: a beginning of a grain's name, all, removals of blocks, or first records of runs.</param>
/// <param name="Share">Of a hundred uses so many.</param>
internal readonly record struct StorageFault(StorageFate Fate, string What, int Share)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Fate} {What} {Share}");

    public static StorageFault Parse(string line)
    {
        string[] parts = line.Split(' ');
        return new StorageFault(Enum.Parse<StorageFate>(parts[0]), parts[1], int.Parse(parts[2], CultureInfo.InvariantCulture));
    }
}

/// <summary>The faults of the storage, in a file: the harness writes it, every silo reads it before each use.</summary>
internal sealed class StorageFaults(string path)
{
    public const string All = "all", Removals = "removals", Beginnings = "beginnings";

    /// <summary>Where the file is, and what silos leave beside it.</summary>
    public string Folder => Path.GetDirectoryName(path)!;

    /// <summary>Sets what is wrong from now on; nothing for a storage that works.</summary>
    public void Set(params StorageFault[] faults)
    {
        File.WriteAllLines(path + ".new", faults.Select(fault => fault.ToString()));
        File.Move(path + ".new", path, overwrite: true);
    }

    /// <summary>A silo's process is about to end by what it stores.</summary>
    public void Ended(int process) => File.WriteAllText(string.Create(CultureInfo.InvariantCulture, $"{path}.ended-{process}"), "");

    /// <summary>How many have.</summary>
    public int CountEnded() => Directory.GetFiles(Folder, Path.GetFileName(path) + ".ended-*").Length;

    /// <summary>What a use comes to.</summary>
    public StorageFate Of(string use, string grain, bool isNew)
    {
        foreach (string line in File.Exists(path) ? File.ReadAllLines(path) : [])
        {
            StorageFault fault = StorageFault.Parse(line);
            bool isMeant = fault.What switch
            {
                All => true,
                Removals => use == "clear" && grain.StartsWith("tickstorm-block", StringComparison.Ordinal),
                Beginnings => use == "write" && isNew && grain.StartsWith("machine", StringComparison.Ordinal),
                _ => grain.StartsWith(fault.What, StringComparison.Ordinal),
            };
            if (isMeant && Random.Shared.Next(100) < fault.Share) return fault.Fate;
        }

        return StorageFate.Done;
    }
}
