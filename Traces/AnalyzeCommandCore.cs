using Tickstorm.Traces.Analysis;
using Tickstorm.Traces.Readers;
using Tickstorm.Traces.Reports;

namespace Tickstorm.Traces;

/// <summary>What <c>tickstorm analyze</c> does.</summary>
public static class AnalyzeCommandCore
{
    /// <summary>Analyses a trace; <paramref name="json"/> "-" prints JSON alone. Returns 0, or 2 for input that cannot be read.</summary>
    public static int Run(string path, string? json, string? report, TextWriter output, TextWriter error, Provenance? provenance = null)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(error);
        try
        {
            AnalysisResult result = Analyze(path);
            if (report is not null) File.WriteAllText(report, AnalysisReport.Page(result, $"Tickstorm: {Path.GetFileName(path)}", provenance));
            if (json == "-")
            {
                using MemoryStream buffer = new();
                AnalysisJson.Write(result, buffer);
                output.Write(System.Text.Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length));
            }
            else
            {
                if (json is not null)
                {
                    using FileStream target = File.Create(json);
                    AnalysisJson.Write(result, target);
                }

                foreach (string line in AnalysisText.Lines(result)) output.WriteLine(line);
            }

            return 0;
        }
        catch (TraceFormatException fault)
        {
            error.WriteLine(fault.Message);
            return 2;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            error.WriteLine($"{path}: {fault.Message}");
            return 2;
        }
    }

    /// <summary>Reads and analyses a trace.</summary>
    public static AnalysisResult Analyze(string path)
    {
        TraceAnalyzer analyzer = new();
        string format = TraceFile.Read(path, analyzer);
        return analyzer.Finish(format);
    }
}
