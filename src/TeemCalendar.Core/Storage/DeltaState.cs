using TeemCalendar.Core.Graph;
using TeemCalendar.Core.Sync;

namespace TeemCalendar.Core.Storage;

/// <summary>How far a room's calendar was read.</summary>
/// <param name="Link">Where the next read goes on.</param>
/// <param name="Window">The days that the link is bound to.</param>
/// <param name="FullReadAt">When the whole window was read last (UTC).</param>
/// <param name="ReadAt">When the room was read last (UTC).</param>
internal sealed record DeltaState(DeltaLink Link, SyncWindow Window, DateTimeOffset FullReadAt, DateTimeOffset ReadAt);
