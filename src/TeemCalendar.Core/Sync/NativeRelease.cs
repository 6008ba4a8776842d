using System.Collections.Concurrent;
using TeemCalendar.Core.Exchange;

namespace TeemCalendar.Core.Sync;

/// <summary>Whether Exchange itself releases a room that nobody came to (EnableAutoRelease): two that do it would take a room from people who checked in at the other.</summary>
internal sealed class NativeRelease(IExchangeTransport exchange, TimeProvider clock)
{
    /// <summary>The setting is asked for only when a reservation is to be released; several of a room at once ask once.</summary>
    static readonly TimeSpan Known = TimeSpan.FromMinutes(5);

    readonly ConcurrentDictionary<Guid, (bool IsOn, DateTimeOffset At)> rooms = [];

    /// <summary>Why a room is not to be released from here; null when it may be.</summary>
    /// <param name="room">The room.</param>
    /// <param name="cancel">Ends it.</param>
    public async Task<string?> ObjectionAsync(RoomCalendar room, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        if (!rooms.TryGetValue(room.RoomId, out var known) || now - known.At >= Known)
            try
            {
                var rows = (await exchange.InvokeAsync(RoomCommands.GetCalendarProcessing(room.Mailbox), cancel).ConfigureAwait(false)).Rows;
                rooms[room.RoomId] = known = (rows.Count != 1 || rows[0].Flag("EnableAutoRelease") != false, now);
            }
            // Fail closed: a room that keeps a meeting nobody attends does less harm than one that is taken twice over.
            catch (TeemException unread) { return $"{room.Mailbox} was not released: whether Exchange does that itself could not be read. {unread.Explained}"; }
        return known.IsOn ? $"{room.Mailbox} was not released: Exchange does that itself, or does not say that it does not (EnableAutoRelease). Set-CalendarProcessing {room.Mailbox} -EnableAutoRelease $false leaves it to this module." : null;
    }
}
