using Tickstorm.Traces.Outputs;
using Tickstorm.Traces.Runs;
using Tickstorm.Tracing;

namespace Tickstorm.Traces.Formats.Text;

/// <summary>Writes ftrace's text, with nine digits of the second where a kernel prints six.</summary>
internal sealed class FtraceTextWriter : TraceWriter
{
    private const int FlushAt = 1 << 16;
    private readonly ByteBuffer _buffer = new(FlushAt + 4_096);
    private readonly Stream _stream;
    private readonly TraceRunInfo _info;
    private readonly GuestTask _tasks;
    private readonly byte[] _task = new byte[32];

    public FtraceTextWriter(Stream stream, TraceRunInfo info, Output? output)
        : base(info, output)
    {
        _stream = stream;
        _info = info;
        _tasks = new GuestTask(info);
        _buffer.Text($"""
            # tracer: nop
            #
            # entries-in-buffer/entries-written: 0/0   #P:{info.Cpus}
            #
            #                                _-----=> irqs-off/BH-disabled
            #                               / _----=> need-resched
            #                              | / _---=> hardirq/softirq
            #                              || / _--=> preempt-depth
            #                              ||| / _-=> migrate-disable
            #                              |||| /     delay
            #           TASK-PID     CPU#  |||||  TIMESTAMP  FUNCTION
            #              | |         |   |||||     |         |

            """);
    }

    protected override bool IsText => true;

    protected override void Begin(long timeNs)
    {
        Start(0, timeNs, inInterrupt: false);
        _buffer.Text($"{SimulatedEvents.RunInfo}: {RunInfoJson.Of(_info)}\n");
    }

    protected override void Put(in TraceRecord record)
    {
        Start(record.Cpu, record.Time, SimulatedEvents.IsInInterrupt(record));
        if (SimulatedEvents.IsKernels(record.Kind)) Kernels(record);
        else Own(record);
        _buffer.Byte((byte)'\n');
        if (_buffer.Length >= FlushAt) Flush();
    }

    protected override void Close(TraceTotals? totals)
    {
        if (totals is not null)
        {
            Start(0, EndNs(totals), inInterrupt: false);
            _buffer.Text($"{SimulatedEvents.RunTotals}: {RunInfoJson.Of(totals)}\n");
        }

        Flush();
    }

    private void Kernels(in TraceRecord record)
    {
        bool enter = record.Kind == TraceKind.HandlerEnter;
        if (record.Line < 0)
        {
            _buffer.Text(VectorNames.Of(record.Vector));
            _buffer.Bytes(enter ? "_entry: vector="u8 : "_exit: vector="u8);
            _buffer.Decimal(record.Vector);
            return;
        }

        _buffer.Bytes(enter ? "irq_handler_entry: irq="u8 : "irq_handler_exit: irq="u8);
        _buffer.Decimal(record.Line);
        if (enter)
        {
            _buffer.Bytes(" name="u8);
            _buffer.Text(VectorNames.OfLine(record.Line));
        }
        else
        {
            _buffer.Bytes(" ret=handled"u8);
        }
    }

    private void Own(in TraceRecord record)
    {
        _buffer.Bytes(SimulatedEvents.Utf8Name(record.Kind));
        _buffer.Bytes(": interrupt="u8);
        _buffer.Decimal(record.Interrupt);
        _buffer.Bytes(" vector="u8);
        _buffer.Decimal(record.Vector);
        _buffer.Bytes(" line="u8);
        _buffer.Decimal(record.Line);
        _buffer.Bytes(" peer="u8);
        _buffer.Decimal(record.Peer);
        _buffer.Bytes(" arg="u8);
        _buffer.Decimal(record.Argument);
        _buffer.Bytes(" process="u8);
        _buffer.Decimal(record.Process);
        _buffer.Bytes(" seq="u8);
        _buffer.Decimal(record.Sequence);
        if (DropTexts.Reason(record) is { } reason)
        {
            _buffer.Bytes(" reason="u8);
            _buffer.Text(reason.Name());
        }
        else if (record.Kind == TraceKind.Late)
        {
            _buffer.Bytes(" waited="u8);
            _buffer.Decimal(LateTick.WaitedNs(record.Argument));
            _buffer.Bytes(" cause="u8);
            _buffer.Text(LateTick.Cause(record.Argument).Name());
        }
        else if (record.Kind == TraceKind.Detected)
        {
            _buffer.Bytes(" detector="u8);
            _buffer.Text(Detection.Kind(record.Argument).Name());
            _buffer.Bytes(" seconds="u8);
            _buffer.Decimal(Detection.Seconds(record.Argument));
        }
        else if (record.Kind == TraceKind.VmExit)
        {
            _buffer.Bytes(" exit="u8);
            _buffer.Text(VirtualExit.Reason(record.Argument).Name());
            _buffer.Bytes(" count="u8);
            _buffer.Decimal(VirtualExit.Count(record.Argument));
        }
    }

    private void Start(int cpu, long timeNs, bool inInterrupt)
    {
        int start = _buffer.Length;
        bool isBusy = _tasks.IsBusy(cpu);
        if (isBusy)
        {
            _buffer.Bytes("vcpu"u8);
            _buffer.Decimal(cpu);
        }
        else
        {
            _buffer.Text(GuestTask.Idle);
        }

        _buffer.Byte((byte)'-');
        _buffer.Decimal(isBusy ? GuestTask.Pid(cpu) : 0);
        int length = _buffer.Length - start;
        if (length < 16)
        {
            _buffer.Written[start..].CopyTo(_task);
            _buffer.Truncate(start);
            _buffer.Right(16, _task.AsSpan(0, length));
        }

        _buffer.Bytes("      ["u8);
        if (cpu < 1_000) _buffer.Digits(cpu, 3);
        else _buffer.Decimal(cpu);
        _buffer.Bytes(inInterrupt ? "] d.h1. "u8 : "] ..... "u8);
        _buffer.Decimal(timeNs / 1_000_000_000);
        _buffer.Byte((byte)'.');
        _buffer.Digits(timeNs % 1_000_000_000, 9);
        _buffer.Bytes(": "u8);
    }

    private void Flush()
    {
        _stream.Write(_buffer.Written);
        _buffer.Clear();
    }
}
