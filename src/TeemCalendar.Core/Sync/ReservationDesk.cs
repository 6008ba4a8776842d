using TeemCalendar.Core.Graph;
using TeemCalendar.Core.Planning;
using TeemCalendar.Core.Storage;

namespace TeemCalendar.Core.Sync;

/// <summary>Makes, changes, ends, releases and checks in reservations, one at a time, and waits for what the room's calendar says.</summary>
/// <remarks>Rooms are booked by the minute: times lose their seconds.</remarks>
internal sealed class ReservationDesk(TeemStore store, EventGateway events, TimeProvider clock)
{
    /// <summary>A room that accepts by itself has done so by then; one that asks its delegates takes as long as they do.</summary>
    static readonly TimeSpan RoomAnswersWithin = TimeSpan.FromMinutes(1);

    /// <summary>A room declines an update that lies in the past by the time it reads it, and then loses the meeting instead of shortening it. Our own figure.</summary>
    static readonly TimeSpan RoomReadsWithin = TimeSpan.FromSeconds(30);

    /// <summary>Makes a reservation.</summary>
    /// <param name="room">The room.</param>
    /// <param name="start">Its start.</param>
    /// <param name="end">Its end.</param>
    /// <param name="title">Its title.</param>
    /// <param name="organizer">Who organizes it and invites the room, by address; null to make it in the room's own calendar.</param>
    /// <param name="cancel">Ends the wait; what was written down waits for the next round.</param>
    /// <exception cref="TeemException">The room is taken or cannot be read, or the organizer's mailbox is out of reach.</exception>
    public async Task<DeskAnswer> BookAsync(RoomCalendar room, DateTimeOffset start, DateTimeOffset end, string? title, string? organizer, CancellationToken cancel)
    {
        (start, end) = (Minute(start), Minute(end));
        if (end <= start)
            throw Refuse(room, "SpanInvalid", "A reservation ends after it starts, by a minute at least.", "Correct -End or -Duration.");
        if (end <= clock.GetUtcNow())
            throw Refuse(room, "SpanPast", $"The reservation would be over: it ends at {end:u}.", "Give a time to come. A time without an offset is this computer's.");
        await SettleAsync(room, cancel).ConfigureAwait(false);
        return await SendAsync(room, new()
        {
            RoomId = room.RoomId, Kind = LocalChangeKind.Create, TransactionId = Guid.NewGuid().ToString(), Organizer = organizer, Title = EventText.Short(title?.Trim()), Start = start, End = end, RecordedAt = clock.GetUtcNow(),
        }, cancel).ConfigureAwait(false);
    }

    /// <summary>Gives a reservation another end, into free time only, or another title.</summary>
    /// <param name="room">The room.</param>
    /// <param name="reservation">The reservation as it was last read.</param>
    /// <param name="end">The end; null to leave it.</param>
    /// <param name="title">The title; null to leave it.</param>
    /// <param name="cancel">Ends the wait.</param>
    public async Task<DeskAnswer> ChangeAsync(RoomCalendar room, Reservation reservation, DateTimeOffset? end, string? title, CancellationToken cancel)
    {
        if (end is not null)
            RefuseAllDay(room, reservation);
        if (title is not null && reservation.IsPrivate)
            throw PrivateTitle(room);
        var to = end is { } given ? Minute(given) : (DateTimeOffset?)null;
        if (to <= reservation.Start)
            throw Refuse(room, "SpanInvalid", $"A reservation ends after it starts, and this one starts at {reservation.Start:u}.", "Correct -End; Remove-TeemReservation takes the whole of it away.");
        if (to <= clock.GetUtcNow())
            throw Refuse(room, "SpanPast", $"The reservation would be over: it would end at {to:u}.", "Stop-TeemReservation ends what goes on now.");
        var copy = await LookAsync(room, reservation, cancel).ConfigureAwait(false);
        if (title is not null && copy.Item.IsPrivate == true)
            throw PrivateTitle(room);
        var entry = Entry(room, LocalChangeKind.Change, copy, OrganizerOf(copy)) with { End = to ?? copy.End };
        // Rooms show another title than the organizer's, so that it is his that has to be the same when the change is sent.
        if (title is not null)
            entry = entry with { Title = EventText.Short(title.Trim()), WasTitle = (await new OutboxAlteration(events, clock).TargetAsync(room, entry, copy, cancel).ConfigureAwait(false) ?? throw OutboxProblems.Elsewhere(room, entry)).Item.Title };
        return await SendAsync(room, entry, cancel).ConfigureAwait(false);
    }

    /// <summary>End Event Early: what goes on ends now; in an organizer's calendar at the next minute that the room still reads in time.</summary>
    /// <param name="room">The room.</param>
    /// <param name="reservation">The reservation as it was last read.</param>
    /// <param name="roomOnly">True to shorten the room's copy and leave the organizer's as it is: he is not told.</param>
    /// <param name="cancel">Ends the wait.</param>
    public async Task<DeskAnswer> EndAsync(RoomCalendar room, Reservation reservation, bool roomOnly, CancellationToken cancel)
    {
        RefuseAllDay(room, reservation);
        var now = clock.GetUtcNow();
        if (reservation.Start > now || reservation.End <= now)
            throw Refuse(room, "NotGoingOn", $"The reservation is from {reservation.Start:u} to {reservation.End:u}: it does not go on now.", "Remove-TeemReservation takes away one that is to come.");
        var copy = await LookAsync(room, reservation, cancel).ConfigureAwait(false);
        var organizer = roomOnly ? null : OrganizerOf(copy);
        var soon = Minute(organizer is null ? now : now + RoomReadsWithin + TimeSpan.FromMinutes(1));
        // In its first minute it becomes one of a minute: one of no time at all would be refused.
        var end = soon > copy.Start ? soon : copy.Start.AddMinutes(1);
        return await SendAsync(room, Entry(room, LocalChangeKind.Change, copy, organizer) with { End = end < copy.End ? end : copy.End }, cancel).ConfigureAwait(false);
    }

    /// <summary>Cancels a reservation for everybody, or only takes the room out of it.</summary>
    /// <param name="room">The room.</param>
    /// <param name="reservation">The reservation as it was last read.</param>
    /// <param name="release">True to leave the meeting to its organizer: the room declines.</param>
    /// <param name="note">What those who are invited are told.</param>
    /// <param name="cancel">Ends the wait.</param>
    public async Task<DeskAnswer> RemoveAsync(RoomCalendar room, Reservation reservation, bool release, string? note, CancellationToken cancel)
    {
        var copy = await LookAsync(room, reservation, cancel).ConfigureAwait(false);
        return await SendAsync(room, Entry(room, release ? LocalChangeKind.Release : LocalChangeKind.Cancel, copy, release ? null : OrganizerOf(copy)) with { Note = note }, cancel).ConfigureAwait(false);
    }

    /// <summary>Somebody has come: nobody releases it any more. It is kept here; the tenant knows no check-in.</summary>
    /// <param name="room">The room.</param>
    /// <param name="reservation">The reservation.</param>
    public Reservation CheckIn(RoomCalendar room, Reservation reservation)
    {
        if (reservation.End <= clock.GetUtcNow())
            throw Refuse(room, "ReservationOver", $"The reservation ended at {reservation.End:u}.", "There is nothing left to check in to.");
        return reservation with { CheckedInAt = store.CheckIn(room.RoomId, new(reservation.ICalUId, reservation.OriginalStart)) };
    }

    async Task<DeskAnswer> SendAsync(RoomCalendar room, OutboxEntry entry, CancellationToken cancel)
    {
        var outbox = new Outbox(store, events, clock);
        var sent = new SentChange(store.Record(entry), null, null);
        try
        {
            await Patience.UntilAsync(clock, RoomAnswersWithin, async () =>
            {
                // A round of a synchronisation that writes tries what waits, too.
                using var stay = await RoomGates.Shared.EnterAsync(store.Name, room.RoomId, cancel).ConfigureAwait(false);
                sent = await outbox.SendAsync(room, sent.Entry, cancel).ConfigureAwait(false);
                return !sent.Entry.IsOpen;
            }, cancel).ConfigureAwait(false);
        }
        catch (TeemException waits)
        {
            throw new TeemException(waits.Id, waits.Kind, $"{waits.Message} The change of {room.Mailbox} is written down and waits.", room.Mailbox, $"Sync-TeemRoomCalendar -Mailbox {room.Mailbox} -Write sends it, once; Get-TeemSync shows it.", waits.RequestId, waits);
        }
        return sent.Problem is { } problem ? throw problem
            : new(sent.RoomEventId is { } id && !sent.Entry.IsOpen ? store.FindReservation(room.RoomId, id) : null, sent.Entry.ToChange(room.Mailbox));
    }

    /// <summary>What was changed before goes before what is changed now.</summary>
    async Task SettleAsync(RoomCalendar room, CancellationToken cancel)
    {
        if (store.ReadOpenChanges(room.RoomId).Count == 0)
            return;
        using var stay = await RoomGates.Shared.EnterAsync(store.Name, room.RoomId, cancel).ConfigureAwait(false);
        var outbox = new Outbox(store, events, clock);
        foreach (var entry in store.ReadOpenChanges(room.RoomId))
            try
            {
                await outbox.SendAsync(room, entry, cancel).ConfigureAwait(false);
            }
            catch (TeemException) { /* it waits on with its reason, and what comes now is tried all the same */ }
    }

    /// <summary>The room's copy as it is now, which has to be what was asked about.</summary>
    async Task<LiveEvent> LookAsync(RoomCalendar room, Reservation reservation, CancellationToken cancel)
    {
        await SettleAsync(room, cancel).ConfigureAwait(false);
        var copy = await events.FindAsync(room.RoomId.ToString(), reservation.EventId, cancel).ConfigureAwait(false);
        if (copy is null || copy.Item.IsCancelled == true)
            throw OutboxProblems.Gone(room, reservation.Start);
        var isSame = reservation.IsAllDay
            ? copy.Item is { IsAllDay: true, Start: { } first, End: { } last } && first.Date == reservation.StartDate && last.Date == reservation.EndDate
            : copy.Item.IsAllDay != true && copy.Start == reservation.Start && copy.End == reservation.End;
        return isSame ? copy : throw OutboxProblems.ChangedMeanwhile(room, reservation.Start, reservation.End, copy);
    }

    OutboxEntry Entry(RoomCalendar room, LocalChangeKind kind, LiveEvent copy, string? organizer) => new()
    {
        RoomId = room.RoomId, Kind = kind, TransactionId = Guid.NewGuid().ToString(), Organizer = organizer, EventId = copy.Id, Start = copy.Start, End = copy.End, WasEnd = copy.End, RecordedAt = clock.GetUtcNow(),
        IsPrivate = copy.Item.IsPrivate == true,
    };

    static TeemException PrivateTitle(RoomCalendar room) => Refuse(room, "PrivateMeeting", "A private meeting's title is not kept here, and not changed from here.", "Its organizer changes it in Outlook.");

    static string? OrganizerOf(LiveEvent copy) => copy.IsOrganizer ? null : copy.Organizer;

    static void RefuseAllDay(RoomCalendar room, Reservation reservation)
    {
        if (reservation.IsAllDay)
            throw Refuse(room, "AllDay", "An all-day reservation has days, and no time at which it could end.", "Remove-TeemReservation cancels it, or with -Release takes the room out of it.");
    }

    static DateTimeOffset Minute(DateTimeOffset time) => new(time.UtcTicks - time.UtcTicks % TimeSpan.TicksPerMinute, TimeSpan.Zero);

    static TeemException Refuse(RoomCalendar room, string id, string message, string remedy) => new(id, TeemErrorKind.InvalidInput, message, room.Mailbox, remedy);
}

/// <summary>What came of it.</summary>
/// <param name="Reservation">The reservation as the room's calendar has it; null when it has it no more, or not yet.</param>
/// <param name="Change">How the change stands: confirmed, or sent and not answered by the room yet.</param>
internal sealed record DeskAnswer(Reservation? Reservation, LocalChange Change);
