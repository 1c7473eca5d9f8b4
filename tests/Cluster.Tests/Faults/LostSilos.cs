namespace Tickstorm.Tests.Faults;

/// <summary>The tests that wait until silos are taken for dead, one after another, beside those that seldom do.</summary>
[CollectionDefinition(Name)]
public sealed class LostSilos
{
    public const string Name = "lost silos";
}
