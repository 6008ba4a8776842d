using System.CommandLine;
using System.Globalization;

namespace TeemCalendar.Worker;

/// <summary>Options whose refusals are sentences instead of the names of types.</summary>
internal static class CommandOptions
{
    /// <summary>A file; whether it can be read or written is found out by whoever uses it.</summary>
    public static Option<FileInfo?> File(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "FILE",
        CustomParser = result =>
        {
            var path = result.Tokens[0].Value;
            if (!string.IsNullOrWhiteSpace(path) && !path.Contains('\0', StringComparison.Ordinal)) return new FileInfo(path);
            result.AddError($"{name}: give the name of a file.");
            return null;
        },
    };

    /// <summary>A whole number between two others.</summary>
    public static Option<int?> Number(string name, string description, int from, int to) => new(name)
    {
        Description = description,
        HelpName = "N",
        CustomParser = result =>
        {
            var given = result.Tokens[0].Value;
            if (int.TryParse(given, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= from && number <= to) return number;
            result.AddError(string.Create(CultureInfo.InvariantCulture, $"{name} {given}: give a whole number from {from} to {to}."));
            return null;
        },
    };
}
