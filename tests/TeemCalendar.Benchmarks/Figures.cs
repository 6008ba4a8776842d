using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace TeemCalendar.Benchmarks;

/// <summary>What a benchmark found, as JSON.</summary>
internal static class Figures
{
    static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web) { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    internal static Option<FileInfo?> FileOption() => new("--json") { Description = "The file that gets the figures as JSON.", HelpName = "FILE" };

    internal static Option<int> Number(string name, string description, int usual) => new(name) { Description = description, HelpName = "N", DefaultValueFactory = _ => usual };

    internal static string Json(object figures) => JsonSerializer.Serialize(figures, Format);

    internal static void Write(FileInfo? file, object figures)
    {
        if (file is not null) File.WriteAllText(file.FullName, Json(figures) + Environment.NewLine);
    }

    internal static double Round(double number, int digits = 2) => double.IsFinite(number) ? Math.Round(number, digits) : 0;
}
