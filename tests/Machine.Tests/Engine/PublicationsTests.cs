using Tickstorm.Engine;
using Tickstorm.Kernel.Designs;
using Tickstorm.Scenarios;
using Tickstorm.Simulation;
using Tickstorm.Tests.Kernel;

namespace Tickstorm.Tests.Engine;

public class PublicationsTests
{
    [Fact]
    public void Who_writes_the_first_values_alone_leaves_the_others_as_they_are()
    {
        Publications values = new(new Publication(0, 1, [new(0, 1, 0)]), new Publication(1, 1, [new(0, 2, 0)]));
        values.Show([[new PublishedWrite(5, 7, 0)]]);
        Assert.Equal(7, values[0].Seen[0].A);
        Assert.Equal(2, values[1].Seen[0].A);
    }

    [Fact]
    public void What_each_writer_of_a_saved_machine_published_is_shown_again()
    {
        Scenario scenario = Library.Short("broadcast-64");
        MachinePlan plan = new(scenario, DesignLibrary.Find("native-lapic")!);
        SmpMachine machine = new(plan, perCpu: false);
        Publications values = plan.Publish();
        Assert.True(values.Writers().Length > 1);
        foreach (int writer in values.Writers()) values.Show(plan.PublishedIn(writer, machine.Save(writer)));
        Assert.Equal(values.Count, values.Seen().Count(seen => seen is { Length: > 0 }));
    }
}
