using System.Runtime.CompilerServices;
using Tickstorm.Engine;

namespace Tickstorm.Processes.Cores;

/// <summary>A machine's cores, or a range of them, in one array, each as its <see cref="CoreLayout"/> says.</summary>
/// <param name="first">The first one.</param>
/// <param name="count">How many there are.</param>
/// <param name="layout">Where their parts lie.</param>
internal sealed class CoreTable(int first, int count, CoreLayout layout)
{
    private const int Block = 64;

    private readonly ulong[] _words = new ulong[(long)count * layout.Words];
    private readonly int _stride = layout.Words;

    // Of each 64 cores, whether any has had an event. A million that sleep are not looked at one by one when a run begins.
    private readonly bool[] _stirs = new bool[(count + Block - 1) / Block];

    public int Length => count;

    /// <summary>True when the core has had no event of its own yet, as its neighbours.</summary>
    public bool IsStill(int cpu) => !_stirs[(cpu - first) / Block];

    /// <summary>The core has or will have events.</summary>
    public void Stir(int cpu) => _stirs[(cpu - first) / Block] = true;

    public ref Core this[int cpu] => ref Unsafe.As<ulong, Core>(ref _words[(cpu - first) * _stride]);

    public IStateStore CreateStore() => new Store(_words, first, _stride);

    public void Read(int cpu, BinaryReader reader)
    {
        Stir(cpu);
        layout.Read(reader, _words, (cpu - first) * _stride);
    }

    public void Write(int cpu, BinaryWriter writer) => layout.Write(writer, _words, (cpu - first) * _stride);

    // Copies in one array that is kept.
    private sealed class Store(ulong[] words, int first, int stride) : IStateStore
    {
        private ulong[] _saved = new ulong[64 * stride];
        private int _end;

        public int Save(int process)
        {
            if (_end == _saved.Length) Array.Resize(ref _saved, _saved.Length * 2);
            words.AsSpan((process - first) * stride, stride).CopyTo(_saved.AsSpan(_end));
            int place = _end;
            _end += stride;
            return place;
        }

        public void Restore(int process, int place) =>
            _saved.AsSpan(place, stride).CopyTo(words.AsSpan((process - first) * stride));

        public void Clear() => _end = 0;
    }
}
