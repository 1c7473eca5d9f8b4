using Tickstorm.Grains.Runs;

namespace Tickstorm.Tests.Runs;

public class LossCountTests
{
    private readonly HashSet<string> _lost = [];
    private LossCount _losses = new(0, []);

    [Fact]
    public void A_loss_that_becomes_known_late_counts_for_its_own_epoch()
    {
        After("a");
        After("b");
        After("c");
        Assert.Equal(0, _losses.Counted);
        _lost.UnionWith(["a", "b", "c"]);
        Assert.Equal(3, Counted());
        Assert.Empty(_losses.Open);
    }

    [Fact]
    public void All_silos_of_an_epoch_that_are_lost_at_once_are_one_loss()
    {
        After("a", "b", "c");
        _lost.UnionWith(["a", "b"]);
        Assert.Equal(1, Counted());
        _lost.Add("c");
        Assert.Equal(1, Counted());
    }

    [Fact]
    public void A_silo_that_was_in_two_epochs_is_lost_once()
    {
        After("a", "b");
        After("a", "b");
        _lost.Add("a");
        Assert.Equal(1, Counted());
        _lost.Add("b");
        Assert.Equal(1, Counted());
    }

    [Fact]
    public void An_epoch_whose_silos_all_went_on_is_not_kept()
    {
        for (int epoch = 0; epoch < 100; epoch++) After("a", "b");
        Assert.Single(_losses.Open);
        After("b", "c");
        Assert.Equal([["a"], ["b", "c"]], _losses.Open);
    }

    [Fact]
    public void A_loss_that_was_seen_is_not_counted_again_when_it_becomes_known()
    {
        After("a", "b");
        _losses = _losses.After(["b", "c"], hasLost: true).Settled(_lost.Contains);
        Assert.Equal(1, _losses.Counted);
        _lost.UnionWith(["b", "c"]);
        Assert.Equal(1, Counted());
        _lost.Add("a");
        Assert.Equal(2, Counted());
    }

    private void After(params string[] silos) => _losses = _losses.After(silos, hasLost: false).Settled(_lost.Contains);

    private int Counted() => (_losses = _losses.Settled(_lost.Contains)).Counted;
}
