using TeemCalendar.Core.Graph;
using TeemCalendar.Core.Storage;

namespace TeemCalendar.Core.Sync;

/// <summary>How far a change came in one try.</summary>
/// <param name="State">How it stands now.</param>
/// <param name="Problem">What stands in its way.</param>
/// <param name="EventId">The event that was made for it, once that is known.</param>
/// <param name="Room">The room's copy as it stands now; null when the room has none.</param>
internal sealed record OutboxStep(LocalChangeState State, TeemException? Problem = null, string? EventId = null, LiveEvent? Room = null)
{
    public static OutboxStep Confirmed(LiveEvent? room, string? eventId = null) => new(LocalChangeState.Confirmed, null, eventId, room);

    /// <summary>The tenant has it; the room's own calendar follows in its own time.</summary>
    public static OutboxStep Sent(string? eventId = null) => new(LocalChangeState.Sent, null, eventId);

    public static OutboxStep Refused(TeemException why) => new(LocalChangeState.Refused, why);

    /// <summary>The stated rule: the tenant wins, and what lost is kept and told.</summary>
    public static OutboxStep Lost(TeemException why) => new(LocalChangeState.Conflict, why);
}

/// <summary>Why changes do not go, told for the reader. Titles and people are not named: a private meeting's are not ours to tell.</summary>
internal static class OutboxProblems
{
    /// <summary>Whether a mailbox does not let us in: outside the scope, in another organization, or none at all. A sign-in that is over says nothing of it.</summary>
    public static bool IsClosed(TeemException error) => error.Kind is TeemErrorKind.AccessDenied or TeemErrorKind.NotFound && error.Id != "GraphSignInRefused";

    public static TeemException Taken(RoomCalendar room, LiveEvent by) => new("RoomTaken", TeemErrorKind.Conflict,
        $"{room.Mailbox} is taken from {by.Start:u} to {by.End:u}.", room.Mailbox, "Choose another time or room: Get-TeemReservation shows what is there.");

    public static TeemException Unreadable(RoomCalendar room, TeemException why) => new("RoomUnreadable", why.Kind,
        $"{room.Mailbox} cannot be read, so nobody can say that it is free: it counts as busy. {why.Message}", room.Mailbox, why.Remedy, why.RequestId, why);

    public static TeemException Gone(RoomCalendar room, OutboxEntry entry) => Gone(room, entry.Start);

    public static TeemException Gone(RoomCalendar room, DateTimeOffset start) => new("ReservationGone", TeemErrorKind.NotFound,
        $"The reservation of {room.Mailbox} at {start:u} is not there any more.", room.Mailbox, $"Sync-TeemRoomCalendar -Mailbox {room.Mailbox} reads what is.");

    public static TeemException ChangedMeanwhile(RoomCalendar room, DateTimeOffset start, DateTimeOffset? end, LiveEvent now) => new("ReservationChanged", TeemErrorKind.Conflict,
        $"Somebody else has changed the reservation of {room.Mailbox} meanwhile, its times or its title: it was from {start:u} to {end:u}, and is from {now.Start:u} to {now.End:u}. What the tenant has stays.", room.Mailbox,
        $"Sync-TeemRoomCalendar -Mailbox {room.Mailbox} reads it; then decide again.");

    public static TeemException Overtaken(RoomCalendar room, OutboxEntry entry) => new("ReservationOvertaken", TeemErrorKind.Conflict,
        $"The change of the reservation of {room.Mailbox} at {entry.Start:u} was made, and somebody else has changed it again. What the tenant has stays.", room.Mailbox, $"Sync-TeemRoomCalendar -Mailbox {room.Mailbox} reads it.");

    public static TeemException Expired(RoomCalendar room, OutboxEntry entry) => new("ReservationExpired", TeemErrorKind.Conflict,
        $"The reservation of {room.Mailbox} at {entry.Start:u} could not be {(entry.Kind == LocalChangeKind.Create ? "made" : "changed")} in time, and is not any more: people would be told of what is over.", room.Mailbox, "Do it again, if it still makes sense.");

    public static TeemException TakenBack(RoomCalendar room, OutboxEntry entry) => new("ChangeTakenBack", TeemErrorKind.Conflict,
        $"The change of the reservation of {room.Mailbox} at {entry.Start:u} was taken back before it was sent: somebody has checked in, or the calendar was removed.", room.Mailbox, "Nothing was changed.");

    public static TeemException EndedElsewhere(RoomCalendar room, OutboxEntry entry) => new(entry.Cause ?? "ChangeLost", TeemErrorKind.Conflict, entry.Detail ?? $"The change of {room.Mailbox} was lost.", room.Mailbox, null);

    public static TeemException NotSentAgain(RoomCalendar room, OutboxEntry entry) => new("ReservationInDoubt", TeemErrorKind.InDoubt,
        $"Whether the reservation of {room.Mailbox} at {entry.Start:u} was ever made was not answered, and it is not there now: it was not, or somebody has removed it. It is not sent again.", room.Mailbox, "Make it again with New-TeemReservation, if it is still wanted.");

    public static TeemException Declined(RoomCalendar room, OutboxEntry entry) => new("RoomDeclined", TeemErrorKind.Conflict,
        $"{room.Mailbox} has declined the invitation for {entry.Start:u}: its booking policy, or somebody was faster. The meeting was taken back.", room.Mailbox, "Get-TeemRoomSetting shows the room's policy.");

    public static TeemException NotShown(RoomCalendar room, OutboxEntry entry) => new("RoomDoesNotFollow", TeemErrorKind.Conflict,
        $"The organizer's meeting at {entry.Start:u} was changed, and {room.Mailbox} does not show it.", room.Mailbox, "Get-TeemRoomSetting tells whether the room processes meeting requests by itself (AutomateProcessing AutoAccept).");

    /// <summary>The guide's own words for what its End Event Early needs.</summary>
    /// <param name="room">The room.</param>
    /// <param name="entry">The change; of a private meeting nobody is named.</param>
    /// <param name="why">How it was refused.</param>
    public static TeemException OutOfReach(RoomCalendar room, OutboxEntry entry, TeemException why) => new("OrganizerOutOfReach", TeemErrorKind.AccessDenied,
        $"The meeting in {room.Mailbox} is its organizer's, and the mailbox of {(entry.IsPrivate ? "the organizer" : entry.Organizer)} is not within reach ({why.Id}). The guide says: The End Event Early function still requires complete impersonation access to all mailboxes.", room.Mailbox,
        "Grant-TeemImpersonation -Scope RoomsAndOrganizers lets the application reach organizers too. Without it the room alone can be freed: Stop-TeemReservation -RoomOnly shortens the room's copy, Remove-TeemReservation -Release takes it away.", why.RequestId, entry.IsPrivate ? null : why);

    /// <summary>The same error, of a private meeting without the organizer's name: an address stands in a request's path, too.</summary>
    public static TeemException WithoutName(RoomCalendar room, TeemException why) => new(why.Id, why.Kind, $"The mailbox of the organizer of a private meeting in {room.Mailbox} could not be reached ({why.Id}).", room.Mailbox, null, why.RequestId);

    /// <summary>Who organizes is a secret of a private meeting.</summary>
    public static TeemException Elsewhere(RoomCalendar room, OutboxEntry entry) => new("OrganizerCopyElsewhere", TeemErrorKind.Conflict,
        $"The organizer's calendar does not have the meeting that {room.Mailbox} has at {entry.Start:u}: it was moved or cancelled, and the room does not know yet. What the tenant has stays.", room.Mailbox, $"Sync-TeemRoomCalendar -Mailbox {room.Mailbox} reads it; then decide again.");
}
