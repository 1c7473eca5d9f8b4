namespace Tickstorm.Tests;

/// <summary>A path in a folder of its own, gone after the test.</summary>
internal sealed class TempFile(string name) : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("tickstorm-client-");

    /// <summary>The path; nothing is there yet.</summary>
    public string Path => System.IO.Path.Combine(_folder.FullName, name);

    public void Dispose() => _folder.Delete(recursive: true);
}
