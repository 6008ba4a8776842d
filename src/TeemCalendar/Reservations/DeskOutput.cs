using System.Net.Mail;
using TeemCalendar.Core;
using TeemCalendar.Core.Sync;

namespace TeemCalendar.Commands;

/// <summary>How commands ask for a change of a reservation, and tell what came of it.</summary>
static class DeskOutput
{
    /// <summary>Asks for a change of a reservation. One in a person's calendar reaches beyond rooms, and is confirmed even where the command would not ask.</summary>
    /// <param name="pipeline">Who is asked.</param>
    /// <param name="room">The room.</param>
    /// <param name="action">What is done, as a sentence without its subject.</param>
    /// <param name="organizer">In whose calendar it is done; null for the room's own.</param>
    internal static Task<bool> ApproveAsync(this AsyncPipeline pipeline, RoomCalendar room, string action, string? organizer) => pipeline.ApproveAsync(new Change
    {
        Key = $"reservation:{room.Mailbox}",
        Chapter = "Reservations",
        Target = room.Mailbox,
        Action = action,
        Impact = organizer is null ? ChangeImpact.Medium : ChangeImpact.High,
        Reason = organizer is null ? null : $"It is done in the calendar of {organizer}, and everybody who is invited is told.",
    });

    /// <summary>Whose meeting a reservation is; null when it is the room's own. Of a private one nobody knows, and it counts as somebody's.</summary>
    internal static string? OrganizerIn(this Reservation reservation, RoomCalendar room) =>
        room.Mailbox.Equals(reservation.OrganizerAddress, StringComparison.OrdinalIgnoreCase) ? null : reservation.OrganizerAddress ?? "its organizer";

    /// <summary>Writes the reservation as the room's calendar has it now; or says why it is not there to be shown.</summary>
    internal static async Task WriteAnswerAsync(this AsyncPipeline pipeline, RoomCalendar room, DeskAnswer answer)
    {
        if (answer.Change.State == LocalChangeState.Sent)
            await pipeline.WriteWarningAsync($"{room.Mailbox} has not answered yet. The change is made, and waits for the room: Get-TeemSync {room.Mailbox} shows how it stands, Sync-TeemRoomCalendar {room.Mailbox} -Write looks again.").ConfigureAwait(false);
        else if (answer.Reservation is { } reservation)
            await pipeline.WriteObjectAsync(reservation).ConfigureAwait(false);
        else
            await pipeline.WriteWarningAsync($"The change is made, and {room.Mailbox} has to be read anew to show it: Sync-TeemRoomCalendar {room.Mailbox}").ConfigureAwait(false);
    }

    /// <summary>A span as a person meant it. PowerShell takes a bare number for ticks, of which ten million are a second.</summary>
    /// <param name="span">The span.</param>
    /// <param name="parameter">The parameter that was given it.</param>
    internal static TimeSpan AtLeastAMinute(TimeSpan span, string parameter) => span >= TimeSpan.FromMinutes(1) ? span
        : throw new TeemException("SpanInvalid", TeemErrorKind.InvalidInput, $"-{parameter} has to be a minute at least, and is {span}.", $"{span}", $"Give -{parameter} as hours:minutes:seconds, as in 00:30:00; a bare number is not minutes.");

    /// <summary>An address that can be one.</summary>
    internal static string Address(string address) => MailAddress.TryCreate(address, out _) ? address
        : throw new TeemException("AddressRefused", TeemErrorKind.InvalidInput, $"'{address}' is no mail address.", address, "Give an address as in person@contoso.com.");
}
