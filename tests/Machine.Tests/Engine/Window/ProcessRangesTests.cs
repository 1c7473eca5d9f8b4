using FsCheck;
using FsCheck.Fluent;
using Tickstorm.Engine.Window;

namespace Tickstorm.Tests.Engine.Window;

public class ProcessRangesTests
{
    private static readonly Arbitrary<(int Cpus, int PackageCpus, int Shared, int Owners)> s_machines =
        Gen.Choose(1, 300).SelectMany(cpus => Gen.Choose(1, 100), (cpus, package) => (cpus, package))
            .SelectMany(_ => Gen.Choose(0, 9), (m, shared) => (m.cpus, m.package, shared))
            .SelectMany(_ => Gen.Choose(1, 12), (m, owners) => (m.cpus, m.package, m.shared, owners)).ToArbitrary();

    [Fact]
    public void Ranges_follow_each_other_without_a_gap_and_hold_all() => Check.QuickThrowOnFailure(Prop.ForAll(s_machines, machine =>
    {
        int processes = machine.Cpus + machine.Shared;
        ProcessRanges ranges = ProcessRanges.Balanced(machine.Cpus, machine.PackageCpus, processes, machine.Owners);
        int[] starts = [.. ranges.Starts];
        return ranges.Count == machine.Owners && starts[0] == 0 && starts[^1] == processes
            && Enumerable.Range(0, machine.Owners).All(owner =>
                ranges.Length(owner) >= 0 && ranges.First(owner) + ranges.Length(owner) == starts[owner + 1]);
    }));

    [Fact]
    public void Each_process_has_the_owner_whose_range_it_is_in() => Check.QuickThrowOnFailure(Prop.ForAll(s_machines, machine =>
    {
        int processes = machine.Cpus + machine.Shared;
        ProcessRanges ranges = ProcessRanges.Balanced(machine.Cpus, machine.PackageCpus, processes, machine.Owners);
        return Enumerable.Range(0, processes).All(p =>
            ranges.First(ranges.OwnerOf(p)) <= p && p < ranges.First(ranges.OwnerOf(p)) + ranges.Length(ranges.OwnerOf(p)));
    }));

    [Fact]
    public void Owners_have_the_same_number_of_cpus_give_or_take_a_unit() => Check.QuickThrowOnFailure(Prop.ForAll(s_machines, machine =>
    {
        ProcessRanges ranges = ProcessRanges.Balanced(machine.Cpus, machine.PackageCpus, machine.Cpus, machine.Owners);
        int[] lengths = [.. Enumerable.Range(0, machine.Owners).Select(ranges.Length)];
        // A last package may be smaller than the others.
        bool whole = machine.Cpus / machine.PackageCpus >= 2 * machine.Owners;
        int unit = whole ? 2 * machine.PackageCpus : 1;
        bool starts = !whole || Enumerable.Range(0, machine.Owners).All(owner => ranges.First(owner) % machine.PackageCpus == 0);
        return starts && lengths.Max() - lengths.Min() <= unit;
    }));

    [Fact]
    public void What_is_no_cpu_goes_with_the_last_owner()
    {
        ProcessRanges ranges = ProcessRanges.Balanced(cpus: 2, packageCpus: 2, processes: 7, owners: 3);
        Assert.Equal([0, 0, 1, 7], ranges.Starts);
        Assert.Equal([0, 1, 6], Enumerable.Range(0, 3).Select(ranges.Length));
    }
}
