namespace Tickstorm.Tests;

/// <summary>Files of the repository that tests hold against the code.</summary>
internal static class Repository
{
    /// <summary>The repository's folder.</summary>
    public static string Root
    {
        get
        {
            DirectoryInfo? folder = new(AppContext.BaseDirectory);
            while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Tickstorm.slnx"))) folder = folder.Parent;
            return folder!.FullName;
        }
    }

    /// <summary>The text of a file, by its path from the root.</summary>
    public static string Text(string path) => File.ReadAllText(Path.Combine(Root, path));
}
