namespace TeemCalendar;

/// <summary>A room mailbox and its place.</summary>
public sealed record Room
{
    /// <summary>The room's primary address.</summary>
    public required string Mailbox { get; init; }

    /// <summary>The directory's id of the room's account; the room is known by it once it was resolved. Null for a room that is only planned.</summary>
    public Guid? Id { get; init; }

    /// <summary>The name that people see.</summary>
    public required string DisplayName { get; init; }

    /// <summary>The account's sign-in name, which may differ from the address.</summary>
    public string? UserPrincipalName { get; init; }

    /// <summary>How many people it seats.</summary>
    public int? Capacity { get; init; }

    /// <summary>Building.</summary>
    public string? Building { get; init; }

    /// <summary>Floor number.</summary>
    public int? Floor { get; init; }

    /// <summary>City.</summary>
    public string? City { get; init; }

    /// <summary>Country or region: a two-letter ISO 3166 code or its name.</summary>
    public string? CountryOrRegion { get; init; }

    /// <summary>The room's zone, by its IANA or Windows name.</summary>
    public string? TimeZone { get; init; }

    /// <summary>What else people look for: a whiteboard, a projector.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>The room lists that hold it, by address.</summary>
    public string? RoomList { get; init; }

    /// <summary>Where the room's account is kept.</summary>
    public RoomOrigin Origin { get; init; } = RoomOrigin.CloudOnly;

    /// <summary>True when a Teams Rooms device signs in with this account; its sign-in must not be blocked.</summary>
    public bool IsTeamsRoom { get; init; }

    /// <summary>True when nobody can sign in with the room's account; null where it was not read.</summary>
    public bool? SignInBlocked { get; init; }

    /// <summary>The profile that all its settings suit; null when they suit none, or were not read. Get-TeemRoomSetting says in what they differ.</summary>
    public RoomProfile? Profile { get; init; }

    /// <summary>The ways to reach it that are granted: by an application whose role holds on all rooms, by a delegate from this computer. Get-TeemAccess says who, and of one room for certain.</summary>
    public IReadOnlyList<AccessMode> Access { get; init; } = [];

    /// <summary>Its calendar as it is registered here; null when it is not.</summary>
    public RoomCalendar? Calendar { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{DisplayName} <{Mailbox}>";
}

/// <summary>Where a room's account is kept.</summary>
public enum RoomOrigin
{
    /// <summary>Made in the cloud.</summary>
    CloudOnly,
    /// <summary>Synchronised from an on-premises directory: changed there, not here.</summary>
    Synced,
    /// <summary>Its mailbox is on an Exchange Server.</summary>
    OnPremises,
}
