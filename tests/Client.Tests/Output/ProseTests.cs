using Tickstorm.Client.Output;

namespace Tickstorm.Tests.Output;

public class ProseTests
{
    [Theory]
    [InlineData("a bc def", 20, "a bc def")]
    [InlineData("a bc def gh", 8, "a bc def|    gh")]
    [InlineData("  2,560 of 2,560 ticks", 10, "  2,560 of|     2,560|     ticks")]
    [InlineData("at cpus=1 (80 % lost)", 15, "at cpus=1|    (80 %|    lost)")]
    [InlineData("averylongword then", 5, "averylongword|  then")]
    public void Lines_are_folded_at_blanks(string line, int width, string expected) =>
        Assert.Equal(expected, string.Join('|', Prose.Fold(line, width)));
}
