using System.Reflection;
using Tickstorm.Contracts.Fabric;
using Tickstorm.Contracts.Processes;
using Tickstorm.Contracts.Runs;
using Tickstorm.Contracts.Security;
using Tickstorm.Contracts.Silos;
using Tickstorm.Grains.Access;

namespace Tickstorm.Tests.Access;

public class ClientRightsTests
{
    private static readonly string[] s_forClients = [typeof(IMachineGrain).Namespace!];

    [Fact]
    public void Each_call_of_a_contract_for_clients_has_a_right_and_no_call_of_one_for_silos_has()
    {
        Type[] contracts =
            [.. typeof(IMachineGrain).Assembly.GetTypes().Where(type => type.IsInterface && type.IsAssignableTo(typeof(IAddressable)))];
        Assert.Contains(typeof(IFabricService), contracts);
        Assert.Contains(typeof(IRunsDeskGrain), contracts);
        Assert.Contains(typeof(ILocalApicGrain), contracts);
        foreach (Type contract in contracts)
        {
            bool isForClients = s_forClients.Contains(contract.Namespace);
            foreach (MethodInfo method in contract.GetMethods())
                Assert.True(isForClients == ClientRights.Of(contract, method.Name) is not null, $"{contract.Name}.{method.Name}");
        }
    }

    [Theory]
    [InlineData(Role.Viewer, CallRight.See, null)]
    [InlineData(Role.Viewer, CallRight.Start, "a viewer starts no runs")]
    [InlineData(Role.Viewer, CallRight.OfOwner, "a viewer only looks at runs")]
    [InlineData(Role.User, CallRight.Start, null)]
    [InlineData(Role.User, CallRight.OfOwner, "the run belongs to bob")]
    [InlineData(Role.User, CallRight.Operate, "only an operator may")]
    [InlineData(Role.Operator, CallRight.OfOwner, null)]
    [InlineData(Role.Operator, CallRight.Operate, null)]
    internal void A_role_may_what_those_below_it_may_and_more(Role role, CallRight right, string? why) =>
        Assert.Equal(why, ClientRights.WhyNot(new Caller("ann", role), right, "bob"));

    [Fact]
    public void A_user_may_change_what_is_its_own() =>
        Assert.Null(ClientRights.WhyNot(new Caller("ann", Role.User), CallRight.OfOwner, "ann"));

    [Fact]
    public void A_run_of_nobody_is_an_operators() =>
        Assert.NotNull(ClientRights.WhyNot(new Caller("ann", Role.User), CallRight.OfOwner, ""));
}
