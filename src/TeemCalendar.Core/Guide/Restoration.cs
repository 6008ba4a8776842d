using TeemCalendar.Core.Storage;

namespace TeemCalendar.Core.Guide;

/// <summary>What was changed from here, seen from today: what goes back to the value it had before, and what somebody changed since.</summary>
/// <param name="Back">Differences from today's value to the earlier one.</param>
/// <param name="Changed">Differences from today's value to the one that was set from here.</param>
internal sealed record Restoration(IReadOnlyList<Difference> Back, IReadOnlyList<Difference> Changed)
{
    /// <summary>True when nothing of what was set from here is left.</summary>
    internal bool IsEmpty => Back.Count == 0 && Changed.Count == 0;

    /// <summary>Compares what the journal holds with what is there.</summary>
    /// <param name="made">The changes that were made from here, the newest first.</param>
    /// <param name="current">Today's value of a property.</param>
    internal static Restoration Of(IEnumerable<JournalEntry> made, Func<string, string?> current)
    {
        var (back, changed) = (new List<Difference>(), new List<Difference>());
        foreach (var property in made.SelectMany(e => e.Differences).GroupBy(d => d.Property, StringComparer.Ordinal))
        {
            // A lost answer may stand for a change that was never made: any value that was set from here is ours, and the oldest entry knows the first.
            var (now, first, ours) = (current(property.Key), property.Last().Before, property.Select(d => d.After));
            if (Same(now, first)) continue;
            if (ours.Any(value => Same(now, value))) back.Add(new(property.Key, now, first));
            else changed.Add(new(property.Key, now, property.First().After));
        }
        return new(back, changed);
    }

    static bool Same(string? one, string? other) => string.Equals(one ?? "", other ?? "", StringComparison.OrdinalIgnoreCase);
}
