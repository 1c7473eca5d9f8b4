using Tickstorm.Engine;
using Tickstorm.Kernel;
using Tickstorm.Scenarios;
using Tickstorm.Tracing;

namespace Tickstorm.Processes.Lines;

// Devices that send messages: their registers, and moving them (msi_set_affinity, irq_complete_move).
internal sealed partial class LineGroup
{
    private const int NoSpace = 28, Busy = 16;

    // From the device to the bus.
    private long MessageNs => Math.Max(1, _costs.IoApicWrite);

    private void SendMessage(ref LineState line, long now, Effects effects)
    {
        ref MessageState message = ref line.Message;
        if (!message.IsMaskedAt(now))
        {
            SendFrom(ref line, now, now, effects);
            return;
        }

        // The pending bit goes out when the mask is lifted; when that is known, it is under way already.
        bool isKnown = message.UnmaskedNs != long.MaxValue;
        if (isKnown ? message.SentAtNs == message.UnmaskedNs : message.IsPending)
        {
            line.Ledger.Merged++;
        }
        else if (isKnown)
        {
            message.SentAtNs = message.UnmaskedNs;
            SendFrom(ref line, now, message.UnmaskedNs, effects);
        }
        else
        {
            message.IsPending = true;
        }
    }

    // By what the registers hold when it leaves.
    private void SendFrom(ref LineState line, long now, long leaves, Effects effects)
    {
        int cpu = leaves >= line.Message.AddressNs ? line.Target : line.Message.OldTarget;
        byte vector = leaves >= line.Message.DataNs ? line.Vector : line.Message.OldVector;
        line.Ledger.Sent++;
        State.PinMessages++;
        Send(now, cpu, leaves + MessageNs, MessageKind.Interrupt, vector, 0, effects);
    }

    private long MaskMessage(ref LineState line, long end)
    {
        if (!line.Message.IsMaskable) return end;
        end += _costs.MsiWrite;
        if (line.Message.UnmaskedNs == long.MaxValue) return end;
        line.Message.MaskedNs = end;
        line.Message.UnmaskedNs = long.MaxValue;
        return end;
    }

    private long UnmaskMessage(ref LineState line, long now, long end, Effects effects)
    {
        if (!line.Message.IsMaskable) return end;
        end += _costs.MsiWrite;
        if (line.Message.UnmaskedNs != long.MaxValue) return end;
        line.Message.UnmaskedNs = end;
        if (!line.Message.IsPending) return end;
        line.Message.IsPending = false;
        line.Message.SentAtNs = end;
        SendFrom(ref line, now, end, effects);
        return end;
    }

    // apic_ack_edge: irq_complete_move, irq_move_irq, EOI.
    private long CallMessageChip(
        ref LineState line, ChipOps ops, long now, long end, in Waiter waiter, Effects effects)
    {
        if (ops.HasFlag(ChipOps.Mask)) end = MaskMessage(ref line, end);
        if (ops.HasFlag(ChipOps.Unmask)) end = UnmaskMessage(ref line, now, end, effects);
        if (ops.HasFlag(ChipOps.Retrigger))
        {
            line.Resends++;
            SendFrom(ref line, now, end, effects);
        }

        if (!ops.HasFlag(ChipOps.Ack)) return end;
        if (line.Message.Phase == MovePhase.Moved && waiter.Cpu == line.Target) CompleteMove(ref line, now, effects);
        if (line.NextTarget < 0 || line.Flags.HasFlag(LineFlags.Disabled)) return end;
        if (line.NextTarget == line.Target)
        {
            line.NextTarget = -1;
        }
        else if (!_vectors.IsOfCpu(line.Number))
        {
            // The vector is the same everywhere: one write.
            end += _costs.MsiWrite;
            MoveMessage(ref line, end, end, line.Vector, end, effects);
        }
        else if (line.Message.Phase == MovePhase.None)
        {
            line.Message.Phase = MovePhase.Assigning;
        }
        else
        {
            Fail(ref line, now, Busy, effects);
        }

        return end;
    }

    private bool AsksForVector(in LineState line, ChipOps ops) =>
        line.Kind != DeviceKind.Pin && ops.HasFlag(ChipOps.Ack) && line.NextTarget >= 0;

    // The lock is kept until the new CPU's vector is known.
    private void AskForVector(ref LineState line, in Waiter waiter, in Verdict verdict, long now, long end, Effects effects)
    {
        line.Message.Waiter = waiter;
        line.Message.Verdict = verdict.Pack();
        line.Message.AcquiredNs = now;
        line.FreeNs = line.AcquireNs = long.MaxValue;
        Say(now, line.NextTarget, end + _wayNs, new VectorWord(VectorMessage.Assign, line.Vector, line.Number, 0), effects);
    }

    private void OnVectors(in Message message, Effects effects)
    {
        VectorWord word = VectorWord.Unpack(message.A);
        int slot = Table.SlotOf(word.Line);
        Table.Touch(slot);
        ref LineState line = ref Table.Lines[slot];
        if (word.What == VectorMessage.Freed)
        {
            if (line.Message.FreesToIgnore > 0) line.Message.FreesToIgnore--;
            else line.Message.Phase = MovePhase.None;
            return;
        }

        long now = message.Time, end = now + _costs.LineLockHold;
        int tried = line.NextTarget;
        if (word.Vector < 0)
        {
            line.Message.Phase = MovePhase.None;
            Fail(ref line, now, NoSpace, effects);
        }
        else
        {
            line.Message.Phase = MovePhase.Moved;
            end = Math.Max(end, WriteMessage(ref line, now, (byte)word.Vector, effects));
        }

        if (line.Message.Waiter.Cpu < 0) end = Math.Max(end, line.Message.AcquiredNs);
        else Send(now, line.Message.Waiter.Cpu, end, MessageKind.Verdict, line.Message.Verdict, line.Message.AcquiredNs, effects);
        line.FreeNs = end;
        line.AcquireNs = Table.Queues[slot].Count > 0 ? end : long.MaxValue;
        MovesOn(ref line, word.Vector < 0 ? tried : -1, now, effects);
    }

    // irq_msi_update_msg: the address and then the data, each a write that is waited for. Returns when the last one is done.
    private long WriteMessage(ref LineState line, long now, byte vector, Effects effects)
    {
        long write = _costs.MsiWrite;
        int old = line.Target;
        if (line.Message.IsMaskable)
        {
            // A line that is masked stays so; another one is masked for the two writes.
            bool opens = !line.Flags.HasFlag(LineFlags.Masked);
            long masked = opens ? MaskMessage(ref line, now) : now;
            MoveMessage(ref line, masked + write, masked + 2 * write, vector, masked + 2 * write, effects);
            return opens ? UnmaskMessage(ref line, now, masked + 2 * write, effects) : masked + 2 * write;
        }

        if (!_kernel.MsiMovesSafely || vector == line.Vector)
        {
            MoveMessage(ref line, now + write, now + 2 * write, vector, now + 2 * write, effects);
            return now + 2 * write;
        }

        // First to the new vector on the old CPU, then to the new CPU: each message is the old one, the new one, or one that is expected.
        Say(now, old, now + _wayNs, new VectorWord(VectorMessage.Expect, vector, line.Number, 0), effects);
        long end = now + 4 * write;
        MoveMessage(ref line, now + 3 * write, now + 2 * write, vector, end, effects);
        Say(now, old, end, new VectorWord(VectorMessage.Check, vector, line.Number, line.Target), effects);
        return end;
    }

    private void MoveMessage(ref LineState line, long addressNs, long dataNs, byte vector, long end, Effects effects)
    {
        line.Message.OldTarget = line.Target;
        line.Message.OldVector = line.Vector;
        line.Message.AddressNs = addressNs;
        line.Message.DataNs = dataNs;
        line.Vector = vector;
        NoteMove(ref line, end, effects);
    }

    private void Fail(ref LineState line, long now, int error, Effects effects)
    {
        int cpu = line.NextTarget;
        bool again = error == Busy && _kernel.BusyMoveIsRetried;
        if (!again) line.NextTarget = -1;
        line.FailedMoves++;
        if (!effects.Tracing) return;
        effects.Trace(new TraceRecord(now, _process, 0, TraceKind.LineMoveFailed, cpu, 0, -1, (short)line.Number, -1, error));
    }

    // The first interrupt has come to the new CPU: the old one frees its vector.
    private void CompleteMove(ref LineState line, long now, Effects effects)
    {
        line.Message.Phase = MovePhase.Cleaning;
        int old = line.Message.OldTarget;
        long told = now + _wayNs;
        Say(now, old, told, new VectorWord(VectorMessage.Retire, line.Message.OldVector, line.Number, 0), effects);
        if (!_guest.IsOnline(old, now))
        {
            Say(now, old, told, new VectorWord(VectorMessage.Clean, -1, line.Number, 0), effects);
            return;
        }

        if (!_kernel.CleanupByTimer)
        {
            long arrival = Math.Max(told, now + _topology.IpiNs(line.Target, old));
            Send(now, old, arrival, MessageKind.Interrupt, Vectors.MoveCleanup, 0, effects);
            return;
        }

        // The first jiffy after the next one has begun at the latest.
        long period = _scenario.Tick.PeriodNs;
        long expires = (told / period + 1) * period;
        Say(now, old, expires, new VectorWord(VectorMessage.Clean, -1, line.Number, 0), effects);
    }

    private void Say(long now, int cpu, long time, VectorWord word, Effects effects) =>
        Send(now, cpu, time, MessageKind.Vectors, word.Pack(), 0, effects);
}
