using Tickstorm.Kernel.Cells;

namespace Tickstorm.Kernel;

// Takes the states of processes that were executed elsewhere.
public sealed partial class SmpMachine
{
    internal void Load(int process, byte[] state)
    {
        if (process < _ids.Cpus)
        {
            using var reader = new BinaryReader(new MemoryStream(state, writable: false));
            StructBytes.Read(reader, ref Cores[process]);
            return;
        }

        ProcessCell cell = process == _ids.Domain ? new DomainCell(Domain) : process == _ids.Legacy ? new LegacyCell(_legacy)
            : process == _ids.Xtime ? new XtimeCell(Xtime) : new HostCell(HostOf(process));
        cell.FromBytes(state);
    }
}
