using Tickstorm.Tests.Support;

namespace Tickstorm.Tests.Silos;

/// <summary>The tests with silos as processes, one after another; they share one PostgreSQL.</summary>
[CollectionDefinition(Name)]
public sealed class SiloProcesses : ICollectionFixture<PostgresFixture>
{
    public const string Name = "silo processes";
}
