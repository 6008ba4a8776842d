namespace TeemCalendar.Core.Guide;

/// <summary>What a room's calendar has to do with a request, by what the calendar is read for. Ours: the guide names "Changing Room Resource Settings" and does not say them.</summary>
internal static class RoomProfiles
{
    /// <summary>One wish of a profile.</summary>
    /// <param name="Setting">Exchange's name.</param>
    /// <param name="Value">The value wanted.</param>
    /// <param name="Reason">Why.</param>
    internal sealed record Wish(string Setting, object Value, string Reason);

    static readonly Wish[] Common =
    [
        new("AutomateProcessing", "AutoAccept", "The room answers at once; AutoUpdate would leave requests tentative, and the settings below would not act."),
        new("AllowConflicts", false, "A room holds one meeting at a time."),
        new("DeleteSubject", false, "The display shows the meeting's title."),
        new("AddOrganizerToSubject", false, "Exchange would put the organizer's name in the title's place."),
        new("RemovePrivateProperty", false, "A private meeting stays private."),
        new("DeleteAttachments", true, "Attachments have no use in a room."),
    ];

    internal static IReadOnlyList<Wish> Of(RoomProfile profile) => profile switch
    {
        RoomProfile.TeamsRoom => [.. Common, new("DeleteComments", false, "The body holds the link behind the join button."), new("ProcessExternalMeetingMessages", true, "Meetings that people outside invite the room to have a join button too.")],
        _ => [.. Common, new("DeleteComments", true, "The display does not need the body, and it may say more than the door should.")],
    };

    /// <summary>Settings that no profile wants one way or the other, and on which it depends what is booked.</summary>
    internal static IReadOnlyList<(string Setting, string Reason)> Others { get; } =
    [
        ("ProcessExternalMeetingMessages", "Whether requests from outside the organization are answered at all."),
        ("AllowRecurringMeetings", "Whether a series can be booked."),
        ("BookingWindowInDays", "How far ahead the room can be booked: meetings beyond are declined."),
        ("EnforceSchedulingHorizon", "Whether a series that runs past the booking window is declined, or cut off at its end."),
        ("MaximumDurationInMinutes", "Longer meetings are declined."),
        ("MinimumDurationInMinutes", "Shorter meetings are declined."),
        ("ConflictPercentageAllowed", "How many dates of a series may be taken before the whole series is declined."),
        ("MaximumConflictInstances", "The same as a number of dates."),
        ("ScheduleOnlyDuringWorkHours", "Whether meetings outside working hours are declined."),
        ("EnforceCapacity", "Whether a meeting with more people than seats is declined."),
        ("AllBookInPolicy", "Whether everybody's requests within these rules are accepted; otherwise delegates decide."),
        ("TentativePendingApproval", "Whether a request that waits for a delegate shows as tentative."),
        ("AddNewRequestsTentatively", "Whether a request shows as tentative before it is answered."),
        ("RemoveCanceledMeetings", "Whether cancelled meetings leave the calendar by themselves."),
        ("RemoveOldMeetingMessages", "Whether messages that are out of date are removed."),
        ("RemoveForwardedMeetingNotifications", "Whether notices of forwarded meetings are removed."),
        ("DeleteNonCalendarItems", "Whether ordinary mail to the room is removed."),
        ("OrganizerInfo", "Whether who declines is told who has the room."),
        ("AddAdditionalResponse", "Whether the room's answer carries its own text."),
        ("AdditionalResponse", "The room's own text."),
        ("EnableAutoRelease", "Exchange releases the room itself when nobody checks in: with Teem's own release, two would do it."),
        ("PostReservationMaxClaimTimeInMinutes", "How long Exchange waits before it does."),
    ];

    /// <summary>Why a profile wants a setting to have a value, or null when none does.</summary>
    internal static string? Reason(string setting, string? value) => Enum.GetValues<RoomProfile>().SelectMany(Of).FirstOrDefault(w => w.Setting == setting && $"{w.Value}".Equals(value, StringComparison.OrdinalIgnoreCase))?.Reason;
}
