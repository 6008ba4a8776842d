using TeemCalendar.Core.Guide;

namespace TeemCalendar.Core.Onboarding;

/// <summary>What the whole guide is carried out for.</summary>
internal sealed record OnboardingRequest
{
    /// <summary>The rooms as they are to be.</summary>
    internal required IReadOnlyList<Room> Rooms { get; init; }

    /// <summary>The service account's sign-in name.</summary>
    internal required string ServiceAccount { get; init; }

    /// <summary>The guide's way to the rooms.</summary>
    internal AccessMode AccessMode { get; init; } = AccessMode.Impersonation;

    /// <summary>What the rooms' calendars are read for.</summary>
    internal RoomProfile Profile { get; init; } = RoomProfile.Display;

    /// <summary>Our application's name.</summary>
    internal string Application { get; init; } = ApplicationRequest.UsualName;

    /// <summary>True to send the summary of the first synchronisation, as Teem does; that needs a right beyond rooms, on the service account's mailbox alone.</summary>
    internal bool SendSummary { get; init; }

    /// <summary>True to let the check of the rights write into each room's calendar, and take it away at once.</summary>
    internal bool IncludeWrite { get; init; }
}
