using System.Text.Json.Nodes;

namespace TeemCalendar.Contract.Exchange;

/// <summary>Which properties a command's rows have.</summary>
static class RowNames
{
    internal static IEnumerable<string> Departures(string command, JsonObject row, IReadOnlyList<string>? selected)
    {
        if (selected is null) yield break;
        foreach (var name in selected)
            if (!row.Any(p => p.Key.Equals(name, StringComparison.OrdinalIgnoreCase))) yield return $"/{name} was asked for and is missing";
        foreach (var name in row.Select(p => p.Key).Where(n => !n.Contains('@', StringComparison.Ordinal)).Except(selected, StringComparer.OrdinalIgnoreCase)) yield return $"/{name} was not asked for";
    }
}
