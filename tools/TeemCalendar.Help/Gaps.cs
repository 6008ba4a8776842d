namespace TeemCalendar.Help;

/// <summary>What a command's help lacks.</summary>
static class Gaps
{
    public static IEnumerable<string> In(CommandHelp command)
    {
        if (command.Synopsis.Length == 0)
            yield return $"{command.Name} has no <summary>";
        foreach (var parameter in command.Parameters.Where(p => p.Description.Count == 0))
            yield return $"{command.Name} -{parameter.Name} has no <summary>";
        if (command.Examples.Count == 0)
            yield return $"{command.Name} has no <example>";
        foreach (var example in command.Examples.Where(e => e.Code.Length == 0 || e.Remarks.Count == 0))
            yield return $"{command.Name} has an <example> without a <code> or without a sentence about it";
    }
}
