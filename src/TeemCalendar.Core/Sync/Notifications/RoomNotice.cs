namespace TeemCalendar.Core.Sync.Notifications;

/// <summary>What Microsoft tells of a room.</summary>
/// <param name="RoomId">The room's directory id.</param>
/// <param name="SubscriptionId">The subscription by which it is told.</param>
/// <param name="Kind">What it is.</param>
internal readonly record struct RoomNotice(Guid RoomId, Guid SubscriptionId, RoomNoticeKind Kind);

/// <summary>What is told.</summary>
internal enum RoomNoticeKind
{
    /// <summary>Something in the calendar changed. What, the next reading says.</summary>
    Changed,
    /// <summary>Something may have changed that could not be told.</summary>
    Missed,
    /// <summary>Nothing more is told until the subscription is authorized anew.</summary>
    ReauthorizationRequired,
    /// <summary>The subscription has ended.</summary>
    SubscriptionRemoved,
}
