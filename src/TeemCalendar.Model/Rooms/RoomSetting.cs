namespace TeemCalendar;

/// <summary>One setting of a room, as it is and as Teem needs it.</summary>
public sealed record RoomSetting
{
    /// <summary>The room's address.</summary>
    public required string Mailbox { get; init; }

    /// <summary>Exchange's own name: DeleteSubject, AddOrganizerToSubject, TimeZone ...</summary>
    public required string Setting { get; init; }

    /// <summary>The value found.</summary>
    public string? Value { get; init; }

    /// <summary>The value that the profile wants; null when the profile does not care.</summary>
    public string? Wanted { get; init; }

    /// <summary>Why the profile wants it.</summary>
    public string? Reason { get; init; }

    /// <summary>True when value and wish agree, or nothing is wished.</summary>
    public bool InOrder => Wanted is null || string.Equals(Value, Wanted, StringComparison.OrdinalIgnoreCase);
}

/// <summary>What a room's calendar is read for.</summary>
public enum RoomProfile
{
    /// <summary>A display at the door: keeps subject, organizer and private flag, drops the body.</summary>
    Display,
    /// <summary>A Teams Rooms device: keeps the body too, for its join button.</summary>
    TeamsRoom,
}
