using Tickstorm.Contracts.Security;
using Tickstorm.Tests.Support;

namespace Tickstorm.Tests.Access;

public sealed class CallerTokenTests : IDisposable
{
    private readonly TestCertificates _certificates = new();
    private readonly TlsCertificates _silo;

    public CallerTokenTests() => _silo = new TlsCertificates(_certificates.Sign(), isSilo: true);

    public void Dispose() => _certificates.Dispose();

    [Theory]
    [InlineData("viewer.tickstorm", Role.Viewer)]
    [InlineData("user.tickstorm", Role.User)]
    [InlineData("operator.tickstorm", Role.Operator)]
    [InlineData("tickstorm", Role.Operator)]
    public void A_client_is_known_by_its_certificate(string name, Role role) =>
        Assert.Equal(new Caller("ann", role), _silo.CallerOf(new TlsCertificates(_certificates.Sign(name, "ann")).Token("one"), "one"));

    [Theory]
    [InlineData("somebody")]
    [InlineData("*.tickstorm")]
    [InlineData("root.tickstorm")]
    public void A_certificate_without_a_role_is_none(string name) =>
        Assert.Throws<InvalidDataException>(() => new TlsCertificates(_certificates.Sign(name)));

    [Fact]
    public void A_token_for_another_cluster_is_refused()
    {
        byte[] token = new TlsCertificates(_certificates.Sign("user.tickstorm")).Token("one");
        Assert.Contains("another cluster", Assert.Throws<AccessDeniedException>(() => _silo.CallerOf(token, "two")).Message);
    }

    [Fact]
    public void A_token_by_another_authority_is_refused()
    {
        using TestCertificates others = new();
        byte[] token = new TlsCertificates(others.Sign("operator.tickstorm")).Token("one");
        Assert.Contains("authority", Assert.Throws<AccessDeniedException>(() => _silo.CallerOf(token, "one")).Message);
    }

    [Fact]
    public void A_token_that_is_changed_or_cut_anywhere_is_refused()
    {
        byte[] token = new TlsCertificates(_certificates.Sign("user.tickstorm")).Token("one");
        for (int i = 0; i < token.Length; i += 7)
        {
            byte[] changed = [.. token];
            changed[i] ^= 1;
            Assert.Throws<AccessDeniedException>(() => _silo.CallerOf(changed, "one"));
            Assert.Throws<AccessDeniedException>(() => _silo.CallerOf(token[..i], "one"));
        }
    }

    [Fact]
    public void An_old_token_is_refused()
    {
        TlsSettings files = _certificates.Sign("user.tickstorm");
        DateTimeOffset made = DateTimeOffset.UtcNow;
        TlsIdentity client = TlsIdentity.Load(files, isSilo: false);
        byte[] token = client.Token("one", made);
        Assert.Equal(Role.User, client.CallerOf(token, "one", made + TimeSpan.FromMinutes(9)).Role);
        Assert.Throws<AccessDeniedException>(() => client.CallerOf(token, "one", made + TimeSpan.FromMinutes(11)));
    }
}
