using System.CommandLine;
using System.Text.RegularExpressions;
using TeemCalendar.Sandbox;

namespace TeemCalendar.Worker;

/// <summary>The option --history: what a sandbox tenant brings along from earlier years, by names with commas between them.</summary>
internal static partial class HistoryOption
{
    static readonly Dictionary<string, SandboxHistory> Parts =
        Enum.GetValues<SandboxHistory>().Where(part => part != SandboxHistory.None).ToDictionary(part => Words().Replace(part.ToString(), "-").ToLowerInvariant(), StringComparer.OrdinalIgnoreCase);

    public static Option<SandboxHistory> Create() => new("--history")
    {
        Description = $"What the sandbox tenant brings along from earlier years, with commas between: {string.Join(", ", Parts.Keys)}.",
        HelpName = "NAME,...",
        CustomParser = result =>
        {
            var history = SandboxHistory.None;
            foreach (var name in result.Tokens[0].Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
                if (Parts.TryGetValue(name, out var part)) history |= part;
                else result.AddError($"--history {name}: it is one of {string.Join(", ", Parts.Keys)}.");
            return history;
        },
    };

    [GeneratedRegex("(?<=[a-z])(?=[A-Z])")]
    private static partial Regex Words();
}
