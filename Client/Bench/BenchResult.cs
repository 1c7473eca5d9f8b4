using System.Text.Json;
using Tickstorm.Client.Output;
using Tickstorm.Client.Shell;

namespace Tickstorm.Client.Bench;

/// <summary>What a benchmark measured. Rates are those of the median repeat.</summary>
internal sealed record BenchResult(
    BenchSubject Subject, double? TimerInterruptsPerSecond, double EventsPerSecond, long CommittedEvents, double Efficiency,
    double MinSeconds, double MedianSeconds, double MaxSeconds, long PeakBytes, string Digest)
{
    /// <summary>Bytes of one process of the model, measured on the managed heap; null unless memory was asked for.</summary>
    public double? BytesPerProcess { get; init; }

    /// <summary>What several threads gain; null when it was not measured.</summary>
    public SpeedUp? SpeedUp { get; init; }

    /// <summary>The object of the contract.</summary>
    public void Write(Stream stream)
    {
        using Utf8JsonWriter writer = new(stream, new JsonWriterOptions { Indented = true });
        writer.WriteStartObject();
        writer.WriteString("bench", Subject.Name);
        writer.WritePropertyName("parameters");
        JsonSerializer.Serialize(writer, Subject.Parameters);
        if (TimerInterruptsPerSecond is { } rate) writer.WriteNumber("timerInterruptsPerSecond", Math.Round(rate));
        else writer.WriteNull("timerInterruptsPerSecond");
        writer.WriteNumber("eventsPerSecond", Math.Round(EventsPerSecond));
        writer.WriteNumber("committedEvents", CommittedEvents);
        writer.WriteNumber("efficiency", Math.Round(Efficiency, 4));
        writer.WriteStartObject("seconds");
        writer.WriteNumber("min", MinSeconds);
        writer.WriteNumber("median", MedianSeconds);
        writer.WriteNumber("max", MaxSeconds);
        writer.WriteEndObject();
        writer.WriteNumber("peakBytes", PeakBytes);
        if (BytesPerProcess is { } bytes) writer.WriteNumber("bytesPerCpu", Math.Round(bytes, 1));
        writer.WriteString("digest", Digest);
        writer.WriteEndObject();
        writer.Flush();
        stream.WriteByte((byte)'\n');
    }

    /// <summary>The same for people.</summary>
    public void Print(ClientContext context)
    {
        Say($"{Subject.Name}: {string.Join(", ", Subject.Parameters.Select(p => $"{p.Key} {p.Value}"))}");
        if (TimerInterruptsPerSecond is { } rate) Say($"  {rate / 1e6:0.0} million timer interrupts per second");
        Say($"  {EventsPerSecond / 1e6:0.0} million events per second ({CommittedEvents:N0} committed, efficiency {Efficiency:0.00})");
        Say(
            $"  {Seconds.Text(MedianSeconds)} median ({Seconds.Text(MinSeconds)} to {Seconds.Text(MaxSeconds)}), " +
            $"peak {PeakBytes / 1048576.0:0} MiB{(BytesPerProcess is { } b ? $", {b:0} bytes per CPU" : "")}");
        if (SpeedUp is { } gain) Say($"  {gain.Text}");
        Say($"  digest {DigestText.Of(context, Digest)}");

        void Say(string line) => Prose.Write(context, line);
    }
}
