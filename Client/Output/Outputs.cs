using System.Text;
using Tickstorm.Client.Shell;
using Tickstorm.Traces.Outputs;

namespace Tickstorm.Client.Output;

/// <summary>
/// The outputs of one command. All are opened before it does its work, so that nothing is run for an output that cannot be had; what goes
/// wrong later is said in a sentence and keeps none of the others from being written.
/// </summary>
internal sealed class Outputs : IDisposable
{
    /// <summary>The name of standard output wherever an output is named.</summary>
    public const string Standard = "-";

    private readonly ClientContext _context;
    private readonly List<OutputTarget> _targets = [];
    private string? _standardOf;

    /// <summary>The outputs of a command that reads these files.</summary>
    public Outputs(ClientContext context, params IEnumerable<string?> inputs) => (_context, Set) = (context, new OutputSet(inputs));

    /// <summary>What the command's outputs are held against.</summary>
    public OutputSet Set { get; }

    /// <summary>True when an output was asked for on standard output, which then holds nothing else.</summary>
    public bool TakeStandard => _standardOf is not null;

    /// <summary>True when an output could not be written.</summary>
    public bool Failed { get; private set; }

    /// <summary>Opens what an option names; null when it names nothing.</summary>
    /// <exception cref="OutputException">It cannot be had, or must not be.</exception>
    public OutputTarget? Open(string option, string? path)
    {
        if (path is null) return null;
        OutputTarget target = path switch
        {
            Standard or "/dev/stdout" => new OutputTarget(this, OpenStandard(option), null),
            "/dev/null" => new OutputTarget(this, Stream.Null, null),
            _ => ToFile(Set.Whole(option, path)),
        };
        _targets.Add(target);
        return target;
    }

    /// <summary>Standard output for an option that does not share it.</summary>
    /// <exception cref="OutputException">Another option has it.</exception>
    public Stream OpenStandard(string option)
    {
        if (_standardOf is { } other)
        {
            throw new OutputException(
                $"{option} {Standard}", $"{other} goes to standard output already", "the name of a file was expected");
        }

        _standardOf = option;
        return _context.OutputStream;
    }

    /// <summary>Writes for people, unless standard output belongs to an output.</summary>
    public void Print(Action<TextWriter> print)
    {
        if (TakeStandard) return;
        Guard(() => print(_context.Output));
    }

    /// <summary>Does something that writes; when that fails, says so and goes on.</summary>
    public void Guard(Action write)
    {
        try
        {
            write();
        }
        catch (OutputException fault)
        {
            Fail(fault.Message);
        }
    }

    /// <summary>Says that an output could not be written.</summary>
    public void Fail(string sentence)
    {
        Failed = true;
        _context.Error.WriteLine(sentence);
    }

    /// <summary>The exit code: that of the work, unless an output could not be written.</summary>
    public int ExitCode(int work) => Failed && work != ExitCodes.Interrupted ? ExitCodes.BadInput : work;

    /// <summary>Takes away what was opened and not written.</summary>
    public void Dispose()
    {
        foreach (OutputTarget target in _targets) target.Dispose();
    }

    private OutputTarget ToFile(OutputFile file) => new(this, new NamedStream(file.Label, file.Stream), file);
}

/// <summary>One output, open.</summary>
internal sealed class OutputTarget(Outputs outputs, Stream stream, OutputFile? file) : IDisposable
{
    /// <summary>Writes all of it, and puts it in its place.</summary>
    public void Write(Action<Stream> write) => outputs.Guard(() =>
    {
        write(stream);
        file?.Keep();
    });

    /// <summary>Writes all of it as text.</summary>
    public void WriteText(Action<TextWriter> write) => Write(bytes =>
    {
        using StreamWriter text = new(bytes, new UTF8Encoding(false), 1 << 16, leaveOpen: true);
        write(text);
    });

    /// <inheritdoc/>
    public void Dispose() => file?.Dispose();
}
