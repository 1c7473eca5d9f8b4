namespace Tickstorm.Tests.Cluster;

/// <summary>What cannot be written is refused before a cluster is asked, with what can be.</summary>
public class WriteCommandTests
{
    [Theory]
    [InlineData("line", "0", "redirection-2-low", "0", "a line is the kernel's descriptor and has no register; the entry of its pin is the ioapic's")]
    [InlineData("lock", "0", "tpr", "0", "a lock is a word of the kernel and has no register")]
    [InlineData("cpu", "0", "tpr", "0", "a CPU's interrupt registers are its lapic's")]
    [InlineData("host", "0", "tpr", "0", "kind is \"host\": it must be lapic or ioapic")]
    [InlineData("ioapic", "1", "redirection-2-low", "0", "There is no ioapic 1; there is one, 0")]
    [InlineData("ioapic", "0", "tpr", "0", "of the ioapic it must be redirection-PIN-low or redirection-PIN-high")]
    [InlineData("ioapic", "0", "redirection-2-low", "0x31", "--value is 0x31; redirection-PIN-low takes 0 or 0x10000, its mask bit")]
    [InlineData("ioapic", "0", "redirection-2-high", "3", "redirection-PIN-high takes a CPU in bits 31:24, as in 0x03000000")]
    [InlineData("lapic", "0", "redirection-2-low", "0", "of a lapic it must be tpr or lvt-timer or svr or tmict")]
    [InlineData("lapic", "0", "tpr", "much", "--value is \"much\"; it must be a number, as in 0x20")]
    public void A_write_that_is_none_is_bad_input(string kind, string number, string register, string value, string why)
    {
        ClientRun run = ClientRun.Of("cluster", "write", kind, number, "--register", register, "--value", value);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains(why, run.Error, StringComparison.Ordinal);
    }
}
