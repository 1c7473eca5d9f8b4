using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Tickstorm.Traces.Formats;

namespace Tickstorm.Tests.Formats;

public sealed class ByteBufferTests
{
    [Fact]
    public void What_was_written_stands_there_in_order_however_often_the_buffer_grew() =>
        Check.QuickThrowOnFailure(Prop.ForAll(ArbMap.Default.ArbFor<long[]>(), values =>
        {
            ByteBuffer buffer = new(1);
            foreach (long value in values)
            {
                buffer.Int64(value);
                buffer.UInt32((uint)value);
                buffer.UInt16((ushort)value);
                buffer.Byte((byte)value);
            }

            const int Each = 8 + 4 + 2 + 1;
            bool same = buffer.Length == values.Length * Each;
            for (int i = 0; same && i < values.Length; i++)
            {
                ReadOnlySpan<byte> one = buffer.Written.Slice(i * Each, Each);
                same = BinaryPrimitives.ReadInt64LittleEndian(one) == values[i]
                    && BinaryPrimitives.ReadUInt32LittleEndian(one[8..]) == (uint)values[i]
                    && BinaryPrimitives.ReadUInt16LittleEndian(one[12..]) == (ushort)values[i] && one[14] == (byte)values[i];
            }

            return same;
        }));

    [Fact]
    public void A_decimal_is_the_number_as_text() =>
        Check.QuickThrowOnFailure(Prop.ForAll(ArbMap.Default.ArbFor<long>(), value =>
        {
            ByteBuffer buffer = new(1);
            buffer.Decimal(value);
            return Encoding.ASCII.GetString(buffer.Written) == value.ToString(CultureInfo.InvariantCulture);
        }));

    [Fact]
    public void Digits_are_the_last_ones_of_the_number_with_zeros_before_them()
    {
        ByteBuffer buffer = new(1);
        buffer.Digits(42, 5);
        buffer.Right(6, "abc"u8);
        Assert.Equal("00042   abc", Encoding.ASCII.GetString(buffer.Written));
    }
}
