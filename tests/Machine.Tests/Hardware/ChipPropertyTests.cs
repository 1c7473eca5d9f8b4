using Tickstorm.Benchmarks.Fuzz;

namespace Tickstorm.Tests.Hardware;

public class ChipPropertyTests
{
    public static TheoryData<string> Chips => [.. ChipFuzz.All.Select(chip => chip.Name)];

    [Theory]
    [MemberData(nameof(Chips))]
    public void Any_operations_leave_the_invariants_standing(string chip)
    {
        Func<int, ChipFuzz> make = ChipFuzz.All.Single(c => c.Name == chip).Make;
        for (int seed = 1; seed <= 4; seed++)
        {
            Assert.Null(make(seed).Run(10_000));
        }
    }
}
