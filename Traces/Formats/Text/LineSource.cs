namespace Tickstorm.Traces.Formats.Text;

/// <summary>Cuts a stream into lines without making strings, in one buffer.</summary>
internal sealed class LineSource(Stream stream, string file)
{
    private const int LongestLine = 1 << 20;
    // What was just read is still near when its lines are taken apart.
    private const int Piece = 1 << 17;
    private readonly byte[] _buffer = new byte[2 * LongestLine];
    private int _start;
    private int _end;
    private bool _finished;

    private long _offset;
    private long _lineAt;

    /// <summary>The number of the line last returned, from 1.</summary>
    public long LineNumber { get; private set; }

    /// <summary>Where the line last returned stands, by line and by byte of the text.</summary>
    public string Place => $"line {LineNumber}, offset {_lineAt}";

    /// <summary>True when the line last returned had no end: the text stops within it.</summary>
    public bool EndsWithin { get; private set; }

    /// <summary>The next line without its end; false at the end of the stream.</summary>
    public bool TryRead(out ReadOnlySpan<byte> line)
    {
        int searched = 0;
        _lineAt = _offset + _start;
        while (true)
        {
            int length = _buffer.AsSpan(_start + searched, _end - _start - searched).IndexOf((byte)'\n');
            if (length >= 0)
            {
                length += searched;
                line = WithoutReturn(_buffer.AsSpan(_start, length));
                _start += length + 1;
                LineNumber++;
                return true;
            }

            searched = _end - _start;
            if (_finished) break;
            if (searched >= LongestLine)
            {
                throw new TraceFormatException(
                    file, $"line {LineNumber + 1}, offset {_lineAt}", "the line is longer than 1 MiB", "a text trace was expected");
            }

            Fill();
        }

        line = WithoutReturn(_buffer.AsSpan(_start, searched));
        _start = _end;
        if (searched == 0) return false;
        LineNumber++;
        EndsWithin = true;
        return true;
    }

    /// <summary>What is read already and follows the line last returned: nothing more is read, because that would move the line.</summary>
    public ReadOnlySpan<byte> Ahead => _buffer.AsSpan(_start, _end - _start);

    /// <summary>Reads ahead before the first line, so that there is something to look at.</summary>
    public void Begin()
    {
        while (!_finished && _end < LongestLine) Fill();
    }

    private static ReadOnlySpan<byte> WithoutReturn(ReadOnlySpan<byte> line) => line is [.., (byte)'\r'] ? line[..^1] : line;

    private void Fill()
    {
        if (_start > 0)
        {
            Buffer.BlockCopy(_buffer, _start, _buffer, 0, _end - _start);
            _end -= _start;
            _offset += _start;
            _start = 0;
        }

        int read;
        try
        {
            read = stream.Read(_buffer, _end, Math.Min(_buffer.Length - _end, Piece));
        }
        catch (InvalidDataException fault)
        {
            // Lines that were read ahead count too.
            long lines = LineNumber + _buffer.AsSpan(_start, _end - _start).Count((byte)'\n');
            throw new TraceFormatException(
                file, $"after line {lines}, offset {_offset + _end} of the text", $"the compressed data is damaged ({fault.Message})",
                "a complete file was expected");
        }

        _end += read;
        _finished = read == 0;
    }
}
