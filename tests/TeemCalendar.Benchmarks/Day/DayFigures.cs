namespace TeemCalendar.Benchmarks.Day;

/// <summary>How the simulated day went.</summary>
/// <param name="Rooms">How many rooms were followed.</param>
/// <param name="Hours">How many hours passed, before what was under way was let to settle.</param>
/// <param name="Seed">Where people and weather come from.</param>
/// <param name="Meetings">How many reservations the store holds at the end.</param>
/// <param name="Changes">How many changes of meetings were seen to arrive.</param>
/// <param name="Lag">How long they took.</param>
/// <param name="Requests">Requests sent, tries again included.</param>
/// <param name="Retries">Of these, tries again.</param>
/// <param name="Throttled">How often the tenant asked to wait (429).</param>
/// <param name="Answers">How often each status came, or no answer at all.</param>
/// <param name="Readings">How often a room's turn came.</param>
/// <param name="FullReads">How often its whole window was read.</param>
/// <param name="Failures">Turns that failed, by cause.</param>
/// <param name="HeldRooms">Rooms in which removals were held back.</param>
/// <param name="Missing">Changes that were not in the store when two more hours had passed.</param>
/// <param name="Differences">Meetings of which tenant and store do not say the same at the end.</param>
/// <param name="CpuSeconds">Processor time of engine, store and tenant together.</param>
/// <param name="Seconds">How long it took on the wall.</param>
internal sealed record DayFigures(
    int Rooms, int Hours, int Seed, int Meetings, int Changes, LagFigures Lag, long Requests, long Retries, int Throttled, IReadOnlyDictionary<string, int> Answers,
    int Readings, int FullReads, IReadOnlyDictionary<string, int> Failures, int HeldRooms, int Missing, IReadOnlyList<string> Differences, double CpuSeconds, double Seconds)
{
    internal bool IsWhole => Missing == 0 && Differences.Count == 0;
}

/// <summary>From a change in the tenant until the store shows it.</summary>
internal sealed record LagFigures(double MedianSeconds, double Percentile95Seconds, double Percentile99Seconds, double LongestSeconds)
{
    internal static LagFigures Of(IEnumerable<TimeSpan> lags)
    {
        var sorted = lags.Order().ToList();
        return new(At(0.5), At(0.95), At(0.99), At(1));

        double At(double part) => sorted.Count == 0 ? 0 : Figures.Round(sorted[Math.Max((int)Math.Ceiling(part * sorted.Count) - 1, 0)].TotalSeconds, 1);
    }
}
