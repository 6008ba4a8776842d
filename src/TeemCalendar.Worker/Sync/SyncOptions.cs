using TeemCalendar.Core.Connection;

namespace TeemCalendar.Worker.Sync;

/// <summary>What a synchronisation was asked to do.</summary>
/// <param name="Connection">How to connect.</param>
/// <param name="Rooms">The rooms by address; null for every registered calendar.</param>
/// <param name="Interval">From one reading of a room to the next.</param>
/// <param name="Once">True for one round.</param>
/// <param name="Write">True to send what was changed here.</param>
/// <param name="ReleaseAfter">How long after its start a reservation that nobody came to is released; null never.</param>
/// <param name="Json">True for a line of JSON a result.</param>
/// <param name="Listen">The port that notifications come to; null for none.</param>
/// <param name="NotifyAddress">Where Microsoft posts them; null for the port itself, which a sandbox tenant reaches.</param>
internal sealed record SyncOptions(ConnectOptions Connection, IReadOnlyList<string>? Rooms, TimeSpan Interval, bool Once, bool Write, TimeSpan? ReleaseAfter, bool Json, int? Listen, Uri? NotifyAddress);
