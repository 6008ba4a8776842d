namespace TeemCalendar.Core.Planning;

/// <summary>A command line that can be pasted into PowerShell whatever its values contain.</summary>
internal static class CommandLine
{
    /// <param name="command">The command.</param>
    /// <param name="parameters">Its parameters; a null value is left out.</param>
    internal static string Of(string command, params (string Name, string? Value)[] parameters) =>
        string.Join(' ', parameters.Where(p => p.Value is not null).Select(p => $"-{p.Name} {Quoted(p.Value!)}").Prepend(command));

    /// <summary>Whether a remedy is a command line of this module's, and no sentence: the first is a command, and the second a parameter or nothing.</summary>
    internal static bool IsCommand(string remedy) => remedy.Split(' ') is [var command, .. var rest] && command.Contains("-Teem", StringComparison.Ordinal) && (rest.Length == 0 || rest[0].StartsWith('-'));

    /// <summary>A value as one argument: bare where PowerShell reads it so, else in single quotes, of which PowerShell knows five.</summary>
    internal static string Quoted(string value) => value.Length > 0 && char.IsAsciiLetterOrDigit(value[0]) && value.All(c => char.IsAsciiLetterOrDigit(c) || c is '@' or '.' or '-' or '_' or '+')
        ? value : $"'{string.Concat(value.Select(c => c is '\'' or '\u2018' or '\u2019' or '\u201a' or '\u201b' ? $"{c}{c}" : c.ToString()))}'";
}
