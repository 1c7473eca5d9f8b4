using System.Buffers.Binary;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Tickstorm.Traces.Formats;

namespace Tickstorm.Tests.Formats;

public sealed class ProtoBufferTests
{
    [Fact]
    public void Numbers_are_read_as_they_were_written() =>
        Check.QuickThrowOnFailure(Prop.ForAll(ArbMap.Default.ArbFor<long>(), ArbMap.Default.ArbFor<ushort>(), (value, number) =>
        {
            int field = 1 + number;
            ProtoBuffer buffer = new();
            buffer.Int(field, value);
            buffer.Fixed64(field, value);
            ProtoReader reader = new(buffer.Written);
            bool varint = value == 0 || (reader.Next() && reader.Field == field && reader.Number == value);
            return varint && reader.Next() && reader.Field == field && reader.Number == value && !reader.Next() && !reader.Damaged;
        }));

    // Lengths of one, two and three bytes: the message is moved to make room for its length.
    [Theory]
    [InlineData(0)]
    [InlineData(127)]
    [InlineData(128)]
    [InlineData(16_383)]
    [InlineData(16_384)]
    [InlineData(3_000_000)]
    public void A_message_in_a_message_is_read_whole(int length)
    {
        string text = new('x', length);
        ProtoBuffer buffer = new();
        int outer = buffer.Begin(3);
        int inner = buffer.Begin(5);
        buffer.Text(7, text);
        buffer.End(inner);
        buffer.Int(9, 11);
        buffer.End(outer);

        ProtoReader first = new(buffer.Written);
        Assert.True(first.Next());
        ProtoReader second = new(first.Bytes);
        Assert.True(second.Next());
        ProtoReader third = new(second.Bytes);
        Assert.True(third.Next());
        Assert.Equal((3, 5, 7, length), (first.Field, second.Field, third.Field, third.Bytes.Length));
        Assert.Equal(text, Encoding.UTF8.GetString(third.Bytes));
        Assert.True(second.Next());
        Assert.Equal((9, 11L), (second.Field, second.Number));
        Assert.False(first.Next() || second.Next() || third.Next());
        Assert.False(first.Damaged || second.Damaged || third.Damaged);
    }

    [Fact]
    public void An_id_is_big_endian()
    {
        ProtoBuffer buffer = new();
        buffer.Id(1, 2, 3);
        ProtoReader reader = new(buffer.Written);
        Assert.True(reader.Next());
        Assert.Equal(2ul, BinaryPrimitives.ReadUInt64BigEndian(reader.Bytes));
        Assert.Equal(3ul, BinaryPrimitives.ReadUInt64BigEndian(reader.Bytes[8..]));
    }

    [Fact]
    public void Whatever_the_bytes_are_a_reader_comes_to_an_end() =>
        Check.QuickThrowOnFailure(Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), bytes =>
        {
            ProtoReader reader = new(bytes);
            int fields = 0;
            while (reader.Next()) fields++;
            return fields <= bytes.Length;
        }));
}
