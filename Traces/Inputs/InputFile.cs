using System.Text;
using Tickstorm.Traces.Outputs;

namespace Tickstorm.Traces.Inputs;

/// <summary>
/// Something that a command reads, by its name: a file, a pipe, or standard input. All that is read is read through here, so that nothing
/// is waited for longer than the user wants, and no more is kept than a limit that counts what was read.
/// </summary>
/// <param name="path">A path; <see cref="Standard"/> for standard input.</param>
/// <param name="standard">Standard input, where it is not that of the process.</param>
/// <param name="cancel">Ends opening and reading.</param>
public sealed class InputFile(string path, Stream? standard = null, CancellationToken cancel = default)
{
    /// <summary>The name of standard input wherever an input is named.</summary>
    public const string Standard = "-";

    /// <summary>The path as it was given.</summary>
    public string Path => path;

    /// <summary>What messages call it.</summary>
    public string Name => IsStandard ? "standard input" : path;

    /// <summary>Asks to stop reading.</summary>
    public CancellationToken Cancel => cancel;

    /// <summary>True for standard input.</summary>
    public bool IsStandard => path == Standard;

    /// <summary>True for a folder.</summary>
    public bool IsFolder => !IsStandard && Directory.Exists(path);

    /// <summary>True when there is something of this name.</summary>
    public bool Exists => IsStandard || System.IO.Path.Exists(path);

    /// <summary>True for an ordinary file, which can be read at any place and as often as one likes.</summary>
    public bool IsOrdinary => !IsStandard && FileStatus.Of(path) is { Kind: FileKind.File };

    /// <summary>Opens it for reading once, from its first byte to its last.</summary>
    /// <exception cref="InputException">Another process is writing it.</exception>
    public Stream Open()
    {
        if (IsStandard) return new PatientStream(standard ?? Console.OpenStandardInput(), waits: true, cancel);
        return new PatientStream(OpenFile(), waits: !IsOrdinary, cancel);
    }

    /// <summary>Opens an ordinary file for reading at any place.</summary>
    /// <exception cref="InputException">Another process is writing it.</exception>
    public FileStream OpenAnywhere() => OpenFile();

    /// <summary>A copy of a stream that can be read at any place; it goes away when it is closed.</summary>
    public static FileStream Copy(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        FileStream copy = new(
            System.IO.Path.Combine(System.IO.Path.GetTempPath(), System.IO.Path.GetRandomFileName()), FileMode.CreateNew,
            FileAccess.ReadWrite, FileShare.None, 1 << 16, FileOptions.DeleteOnClose);
        try
        {
            stream.CopyTo(copy);
            copy.Position = 0;
            return copy;
        }
        catch
        {
            copy.Dispose();
            throw;
        }
    }

    /// <summary>All of it, held in memory.</summary>
    /// <param name="what">What it is, for the message ("a scenario").</param>
    /// <param name="most">Its limit, bytes, a number of MiB.</param>
    /// <exception cref="InputException">There is more of it than the limit.</exception>
    public byte[] Bytes(string what, int most)
    {
        using Stream stream = Open();
        using MemoryStream all = new();
        byte[] piece = new byte[1 << 16];
        for (int read = stream.Read(piece); read > 0; read = stream.Read(piece))
        {
            if (all.Length + read > most)
            {
                throw new InputException(
                    Name, $"offset {most}", $"{what} of more than {most >> 20} MiB is not read", "a shorter one was expected");
            }


            all.Write(piece, 0, read);
        }

        return all.ToArray();
    }

    /// <summary>All of it as text: UTF-8, or UTF-16 and UTF-32 with a byte order mark.</summary>
    /// <exception cref="InputException">It is longer than the limit, or no text.</exception>
    public string Text(string what, int most) => Decode(Bytes(what, most));

    private string Decode(byte[] bytes)
    {
        using MemoryStream memory = new(bytes);
        using StreamReader reader = new(memory, new UTF8Encoding(false, throwOnInvalidBytes: true), detectEncodingFromByteOrderMarks: true);
        try
        {
            return reader.ReadToEnd();
        }
        catch (DecoderFallbackException)
        {
            (int line, int offset) = FirstInvalid(bytes);
            throw new InputException(
                Name, $"line {line}, offset {offset}", $"byte 0x{bytes[offset]:x2} is no UTF-8", "text in UTF-8 was expected");
        }
    }

    private static (int Line, int Offset) FirstInvalid(byte[] bytes)
    {
        int at = 0, line = 1;
        while (at < bytes.Length && Rune.DecodeFromUtf8(bytes.AsSpan(at), out _, out int used) == System.Buffers.OperationStatus.Done)
        {
            if (bytes[at] == (byte)'\n') line++;
            at += used;
        }

        return (line, Math.Min(at, bytes.Length - 1));
    }

    private FileStream OpenFile()
    {
        try
        {
            // Opening a FIFO waits for its writer.
            return Patience.Wait(() => new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, 1 << 16), cancel);
        }
        catch (IOException fault) when (OutputFile.IsHeld(fault))
        {
            throw new InputException(path, "another process is writing it", "wait for that, or read a copy");
        }
        catch (UnauthorizedAccessException) when (Directory.Exists(path))
        {
            throw new InputException(path, "this is a folder", "a file was expected");
        }
    }
}
