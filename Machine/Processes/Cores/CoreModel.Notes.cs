using System.Runtime.CompilerServices;
using Tickstorm.Engine;
using Tickstorm.Tracing;

namespace Tickstorm.Processes.Cores;

// What is told of an event: its word in the hash, and its record while records are wanted.
internal sealed partial class CoreModel
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Note(
        int cpu, ref Core core, long now, ulong word, TraceKind kind, uint interrupt, Effects effects, int vector = -1,
        int line = LockLines.None, int peer = -1, long argument = 0)
    {
        core.Hash = EventHash.Extend(core.Hash, now, word);
        if (effects.Tracing) Trace(cpu, now, kind, interrupt, effects, vector, line, peer, argument);
    }

    // A vector in the hash, in bits 8 and up: by what it means, not by the number that the version has for it. -1 for none.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ulong Word(int vector) => vector < 0 ? (ulong)(uint)vector << 8 : _words[(byte)vector];

    // A shoot-down with a vector of its own is traced as the call function that it became: no kernel had an event for it.
    private void Trace(
        int cpu, long now, TraceKind kind, uint interrupt, Effects effects, int vector, int line, int peer = -1, long argument = 0)
    {
        if (vector >= 0 && _isShootDown[vector]) vector = _vectors.CallFunction;
        effects.Trace(new TraceRecord(now, cpu, 0, kind, cpu, interrupt, (short)vector, (short)line, peer, argument));
    }
}
