using Tickstorm.Results;

namespace Tickstorm.Grains.Runs;

/// <summary>Hears of runs that ended, in the silo that led them.</summary>
public interface IRunObserver
{
    /// <summary>A run has ended with this result.</summary>
    void Ended(DesignResult result);
}
