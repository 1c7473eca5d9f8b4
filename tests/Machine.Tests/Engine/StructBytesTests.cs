using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using FsCheck;
using FsCheck.Fluent;
using Tickstorm.Engine;
using Tickstorm.Processes;
using Tickstorm.Processes.Cores;
using Tickstorm.Processes.Lines;

namespace Tickstorm.Tests.Engine;

/// <summary>Plain structs as bytes: all of their bits come back, and another struct's are refused.</summary>
public class StructBytesTests
{
    private static readonly Arbitrary<int> s_seed = Gen.Choose(0, int.MaxValue).ToArbitrary();

    [Fact]
    public void Every_struct_of_a_process_comes_back_bit_for_bit() => Check.QuickThrowOnFailure(Prop.ForAll(
        s_seed, seed => ComesBack<Core>(seed) && ComesBack<LineGroupState>(seed) && ComesBack<LineState>(seed) && ComesBack<Waiter>(seed)
            && ComesBack<XtimeState>(seed) && ComesBack<HostState>(seed) && ComesBack<LegacyState>(seed) && ComesBack<Message>(seed)));

    [Fact]
    public void A_list_of_structs_comes_back_at_its_length() => Check.QuickThrowOnFailure(Prop.ForAll(
        s_seed, Gen.Choose(0, 40).ToArbitrary(), (seed, count) =>
        {
            Message[] messages = new Message[count];
            new Random(seed).NextBytes(MemoryMarshal.AsBytes(messages.AsSpan()));
            return StructBytes.ReadAll<Message>(Reader(writer => StructBytes.WriteAll<Message>(writer, messages))).SequenceEqual(messages);
        }));

    [Fact]
    public void A_struct_with_two_fields_swapped_is_refused_although_its_size_is_the_same() => Refuses<Saved, Swapped>();

    [Fact]
    public void A_struct_with_a_field_renamed_is_refused() => Refuses<Saved, Renamed>();

    [Fact]
    public void A_struct_with_another_type_of_the_same_width_is_refused() => Refuses<Saved, Retyped>();

    [Fact]
    public void A_struct_whose_nested_struct_has_changed_is_refused() => Refuses<Around<Saved>, Around<Swapped>>();

    [Fact]
    public void A_struct_with_an_enum_that_was_renumbered_is_refused() => Refuses<Around<Before>, Around<After>>();

    [Fact]
    public void The_same_fields_under_another_name_are_the_same_version() =>
        Assert.Equal(StructVersion<Saved>.Value, StructVersion<Moved>.Value);

    private static bool ComesBack<T>(int seed)
        where T : unmanaged
    {
        T value = default, back = default;
        new Random(seed).NextBytes(MemoryMarshal.AsBytes(new Span<T>(ref value)));
        StructBytes.Read(Reader(writer => StructBytes.Write(writer, ref value)), ref back);
        return MemoryMarshal.AsBytes(new Span<T>(ref value)).SequenceEqual(MemoryMarshal.AsBytes(new Span<T>(ref back)));
    }

    private static void Refuses<TSaved, TRead>()
        where TSaved : unmanaged
        where TRead : unmanaged
    {
        TSaved saved = default;
        Assert.Equal(Unsafe.SizeOf<TSaved>(), Unsafe.SizeOf<TRead>());
        InvalidDataException refusal = Assert.Throws<InvalidDataException>(() =>
        {
            TRead read = default;
            StructBytes.Read(Reader(writer => StructBytes.Write(writer, ref saved)), ref read);
        });
        Assert.Contains(typeof(TRead).Name, refusal.Message, StringComparison.Ordinal);
        Assert.Throws<InvalidDataException>(() => StructBytes.ReadAll<TRead>(Reader(writer => StructBytes.WriteAll<TSaved>(writer, []))));
    }

    private static BinaryReader Reader(Action<BinaryWriter> write)
    {
        MemoryStream stream = new();
        using (BinaryWriter writer = new(stream, System.Text.Encoding.UTF8, leaveOpen: true)) write(writer);
        stream.Position = 0;
        return new BinaryReader(stream);
    }

#pragma warning disable CS0649 // Only their layout counts.
    private struct Saved
    {
        public long TimeNs;
        public int Cpu, Line;
    }

    private struct Moved
    {
        public long TimeNs;
        public int Cpu, Line;
    }

    private struct Swapped
    {
        public long TimeNs;
        public int Line, Cpu;
    }

    private struct Renamed
    {
        public long TimeNs;
        public int Cpu, Pin;
    }

    private struct Retyped
    {
        public long TimeNs;
        public int Cpu;
        public uint Line;
    }

    private struct Around<T>
    {
        public T Inner;
    }
#pragma warning restore CS0649

    private enum Before
    {
        Entry,
        Handler,
    }

    private enum After
    {
        Handler,
        Entry,
    }
}
