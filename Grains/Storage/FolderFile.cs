using Tickstorm.Contracts.Runs;

namespace Tickstorm.Grains.Storage;

/// <summary>
/// A file that the processes of one machine share: one of them at a time reads or writes it, and none ever sees half of it.
/// </summary>
internal static class FolderFile
{
    private const long MostBytes = 1L << 30;
    private const int MostTries = 500;
    private const string Fresh = ".new";

    /// <summary>Waits until nobody else uses the file, whichever process it is in. Dispose to let others in.</summary>
    public static async Task<FileStream> Lock(string path)
    {
        for (int tries = 0; ; tries++)
        {
            try
            {
                return new FileStream(path + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException failure) when (IsTaken(failure) && tries < MostTries)
            {
                await Task.Delay(10);
            }
        }
    }

    /// <summary>Its bytes; null when there is none. To be called with the lock.</summary>
    /// <exception cref="DamagedStateException">It is longer than anything that is written there.</exception>
    public static byte[]? Read(string path)
    {
        if (!File.Exists(path))
        {
            // Of a process that was killed when it wrote.
            File.Delete(path + Fresh);
            return null;
        }

        return new FileInfo(path).Length <= MostBytes
            ? File.ReadAllBytes(path)
            : throw new DamagedStateException($"{path} is damaged: a record of more than 1 GiB is not read.");
    }

    /// <summary>Its first bytes, fewer when it is shorter; null when there is none. To be called with the lock.</summary>
    public static byte[]? ReadStart(string path, int most)
    {
        if (!File.Exists(path)) return null;
        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        byte[] start = new byte[most];
        int read = file.ReadAtLeast(start, most, throwOnEndOfStream: false);
        return start[..read];
    }

    /// <summary>Replaces it whole, by a start and the rest.</summary>
    public static async Task Write(string path, byte[] start, ReadOnlyMemory<byte> rest)
    {
        string fresh = path + Fresh;
        try
        {
            await using (FileStream file = new(fresh, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0))
            {
                await file.WriteAsync(start);
                await file.WriteAsync(rest);
            }

            File.Move(fresh, path, overwrite: true);
        }
        catch
        {
            // What there is of it would keep a full disk full.
            File.Delete(fresh);
            throw;
        }
    }

    // EAGAIN of Linux and of macOS, and what Windows says: not a full disk, or a folder that is not allowed.
    private static bool IsTaken(IOException failure) => failure.HResult is 11 or 35 or unchecked((int)0x80070020);
}
