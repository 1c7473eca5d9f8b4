using Tickstorm.Engine;

namespace Tickstorm.Simulation;

// Takes the states of processes that were executed elsewhere.
public sealed partial class SmpMachine
{
    internal void Load(int process, byte[] state)
    {
        if (process >= _ids.Cpus)
        {
            Shared(process).FromBytes(state);
            return;
        }

        using BinaryReader reader = new(new MemoryStream(state, writable: false));
        StructBytes.Read(reader, ref Cores[process]);
    }
}
