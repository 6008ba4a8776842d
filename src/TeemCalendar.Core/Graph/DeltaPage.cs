namespace TeemCalendar.Core.Graph;

/// <summary>One page of a delta read.</summary>
/// <param name="Items">Its events, in the order they came.</param>
/// <param name="Delta">Where the next read goes on; only the last page has it.</param>
internal sealed record DeltaPage(IReadOnlyList<CalendarItem> Items, DeltaLink? Delta);
