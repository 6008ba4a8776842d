namespace TeemCalendar.Benchmarks.Sync;

/// <summary>What the benchmark of the synchronisation found.</summary>
internal sealed record SyncFigures(
    int Rooms, int EventsPerRoom, int RoomsAtOnce, double ChangedPart, IReadOnlyList<RoundFigures> Rounds, IReadOnlyList<RoundRatio> EngineToPlain, QuietFigures QuietRound, ManyRoomsFigures ManyRooms, int Cores);

/// <summary>One round of one reader.</summary>
/// <param name="Round">initial, quiet or changed.</param>
/// <param name="Reader">engine or plain.</param>
/// <param name="Events">How many events it met.</param>
/// <param name="Meetings">How many meetings it knew afterwards.</param>
/// <param name="Requests">Requests, tries again included.</param>
/// <param name="RequestsPerRoom">The same by room.</param>
/// <param name="CpuSeconds">Processor time of the reader's process; the tenant's is none of it.</param>
/// <param name="CpuMicrosecondsPerEvent">The same by event; null where it met none.</param>
/// <param name="CpuMicrosecondsPerRoom">The same by room.</param>
/// <param name="AllocatedBytesPerEvent">Memory asked for by event; null where it met none.</param>
/// <param name="AllocatedBytesPerRoom">The same by room.</param>
/// <param name="PeakMegabytes">The reader's peak working set until then.</param>
/// <param name="StoreWritten">Whether anything was committed to the store.</param>
/// <param name="StoreGrownBytes">By how much its files grew.</param>
/// <param name="StoreMegabytes">How large they are.</param>
/// <param name="Seconds">How long it took, the tenant's own computing included.</param>
internal sealed record RoundFigures(
    string Round, string Reader, int Events, int Meetings, double Requests, double RequestsPerRoom, double CpuSeconds, double? CpuMicrosecondsPerEvent, double CpuMicrosecondsPerRoom,
    double? AllocatedBytesPerEvent, double AllocatedBytesPerRoom, double PeakMegabytes, bool StoreWritten, long StoreGrownBytes, double StoreMegabytes, double Seconds)
{
    const double Megabyte = 1 << 20;

    internal static RoundFigures Of(string round, string reader, RoundCost cost, int rooms, int events) => new(
        round, reader, events, cost.Meetings, cost.Requests, Figures.Round(cost.Requests / rooms), Figures.Round(cost.CpuSeconds, 3), Per(cost.CpuSeconds * 1e6, events), Figures.Round(cost.CpuSeconds * 1e6 / rooms, 1),
        Per(cost.AllocatedBytes, events), Figures.Round(cost.AllocatedBytes / (double)rooms, 0), Figures.Round(cost.PeakBytes / Megabyte, 1), cost.Disk.Committed, cost.Disk.GrownBytes, Figures.Round(cost.Disk.StoreBytes / Megabyte, 1), Figures.Round(cost.Seconds, 3));

    static double? Per(double cost, int events) => events == 0 ? null : Figures.Round(cost / events, 1);
}

/// <summary>The engine's figure by the plain loop's, of the same round in the same run: it stays where the figures do not.</summary>
internal sealed record RoundRatio(string Round, double Requests, double Cpu, double AllocatedBytes, double PeakMemory);

/// <summary>Whether a round that finds nothing costs the same however much is stored, and writes nothing.</summary>
internal sealed record QuietFigures(
    int EventsPerRoom, int FewEventsPerRoom, double CpuMicrosecondsPerRoom, double CpuMicrosecondsPerRoomOfFew, double CpuRatio, double AllocatedRatio, bool StoreWritten, long StoreGrownBytes);

/// <summary>The memory that many rooms take.</summary>
internal sealed record ManyRoomsFigures(int Rooms, int EventsPerRoom, double PeakMegabytes, IReadOnlyList<RoundFigures> Rounds);

/// <summary>The rounds that are measured.</summary>
internal static class RoundName
{
    internal const string Initial = "initial", Quiet = "quiet", Changed = "changed";
}
