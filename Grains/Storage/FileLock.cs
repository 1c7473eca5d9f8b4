namespace Tickstorm.Grains.Storage;

/// <summary>One at a time at a file, whichever process it is in.</summary>
internal static class FileLock
{
    /// <summary>Waits for its turn; disposing it ends the turn.</summary>
    public static async Task<FileStream> Take(string path)
    {
        for (int tries = 0; ; tries++)
        {
            try
            {
                return new FileStream(path + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (tries < 500)
            {
                await Task.Delay(10);
            }
        }
    }
}
