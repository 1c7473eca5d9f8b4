using Tickstorm.Engine;
using Tickstorm.Scenarios;

namespace Tickstorm.Kernel.Lines;

// Devices and the PIT on IO-APIC pins.
internal sealed partial class InterruptDomain
{
    private const int DevicePurpose = 20;

    private void StartDevices()
    {
        for (int d = 0; d < State.DeviceNs.Length; d++)
        {
            if (_scenario.Workload.Devices[d].PerSecond > 0) State.DeviceNs[d] = NextDevice(d, 0);
        }
    }

    private long NextDevice(int d, long now) =>
        now + Draw.Exponential(Draw.Bits(_seed, _process, DevicePurpose + d, State.DevicePins[d].Draws++), 1_000_000_000L / _scenario.Workload.Devices[d].PerSecond);

    private void FireDevice(int d, long now, Effects effects)
    {
        ref DevicePin pin = ref State.DevicePins[d];
        DeviceLoad device = _scenario.Workload.Devices[d];
        State.DeviceNs[d] = NextDevice(d, now);
        pin.Raised++;
        bool was = pin.Asserted;
        pin.Asserted = device.Level;
        if (State.Lines[d + 1].PinMasked)
        {
            // Edge: the IO-APIC ignores a transition while masked. Level: the line waits.
            if (!device.Level) pin.Lost++;
            return;
        }

        if (device.Level && (pin.RemoteIrr || was)) return;
        Deliver(d, ref pin, now, effects);
    }

    private void Deliver(int d, ref DevicePin pin, long now, Effects effects)
    {
        DeviceLoad device = _scenario.Workload.Devices[d];
        pin.RemoteIrr = device.Level;
        State.PinMessages++;
        Send(now, Math.Min(device.Cpu, _cpus - 1), now + Math.Max(1, _costs.IoApicWrite), Wire.Interrupt, Vectors.Device(d), device.Level ? 1 : 0, effects);
    }

    private void EndOfInterrupt(byte vector, long now, Effects effects)
    {
        int d = Vectors.DeviceLine(vector) - 1;
        if (d < 0 || d >= State.DevicePins.Length) return;
        ref DevicePin pin = ref State.DevicePins[d];
        pin.RemoteIrr = false;
        if (pin.Asserted && !State.Lines[d + 1].PinMasked) Deliver(d, ref pin, now, effects);
    }

    private void Quieten(int line) => State.DevicePins[line - 1].Asserted = false;

    // The PIT's edge on IRQ0's pin.
    private void RaisePin(int line, long now, Effects effects)
    {
        if (State.Lines[line].PinMasked) return;
        State.PinMessages++;
        Send(now, _scenario.Tick.Timekeeper, now + Math.Max(1, _costs.IoApicWrite), Wire.Interrupt, Vectors.Irq0, 0, effects);
    }

    private void SetPinMask(ref LineState line, bool masked) => line.PinMasked = masked;
}
