namespace Tickstorm.Grains.Storage;

/// <summary>
/// A file that the processes of one machine share: one of them at a time reads or writes it, and none ever sees half of it.
/// </summary>
internal static class FolderFile
{
    private const int MostTries = 500;

    /// <summary>Waits until nobody else uses the file, whichever process it is in. Dispose to let others in.</summary>
    public static async Task<FileStream> Lock(string path)
    {
        for (int tries = 0; ; tries++)
        {
            try
            {
                return new FileStream(path + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (tries < MostTries)
            {
                await Task.Delay(10);
            }
        }
    }

    /// <summary>Its bytes; null when there is none.</summary>
    public static byte[]? Read(string path) => File.Exists(path) ? File.ReadAllBytes(path) : null;

    /// <summary>Replaces it whole.</summary>
    public static async Task Write(string path, byte[] bytes)
    {
        string fresh = path + ".new";
        await File.WriteAllBytesAsync(fresh, bytes);
        File.Move(fresh, path, overwrite: true);
    }
}
