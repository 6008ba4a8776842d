using System.Globalization;

namespace TeemCalendar.Benchmarks.Day;

/// <summary>The figures for a person.</summary>
internal static class DayTable
{
    const int DifferencesShown = 20;

    internal static void Write(TextWriter output, DayFigures day)
    {
        Line($"{day.Hours} hours of {day.Rooms} rooms, seed {day.Seed}, in {day.Seconds:0} s ({day.CpuSeconds:0} s of processor time)");
        Line($"lag        median {day.Lag.MedianSeconds:0.0} s, 95 % within {day.Lag.Percentile95Seconds:0.0} s, 99 % within {day.Lag.Percentile99Seconds:0.0} s, longest {day.Lag.LongestSeconds:0.0} s, of {day.Changes} changes");
        Line($"requests   {day.Requests}, of which {day.Retries} tried again; asked to wait {day.Throttled} times");
        Line($"answers    {List(day.Answers)}");
        Line($"readings   {day.Readings}, of which {day.FullReads} of the whole window; {day.HeldRooms} rooms held back removals");
        Line($"failures   {List(day.Failures)}");
        Line($"at the end {day.Meetings} meetings are stored; {day.Missing} changes are missing, {day.Differences.Count} meetings differ");
        foreach (var difference in day.Differences.Take(DifferencesShown)) Line($"  {difference}");

        void Line(FormattableString line) => output.WriteLine(line.ToString(CultureInfo.InvariantCulture));
        static string List(IReadOnlyDictionary<string, int> counts) => counts.Count == 0 ? "none" : string.Join(", ", counts.Select(count => $"{count.Key}: {count.Value}"));
    }
}
