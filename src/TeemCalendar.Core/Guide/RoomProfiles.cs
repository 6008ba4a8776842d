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

    /// <summary>Why a profile wants a setting, or null when none does.</summary>
    internal static string? Reason(string setting) => Common.FirstOrDefault(w => w.Setting == setting)?.Reason;
}
