namespace TeemCalendar;

/// <summary>One permission that a command needs.</summary>
public sealed record RequiredPermission
{
    /// <summary>The command.</summary>
    public required string Command { get; init; }

    /// <summary>What sort of permission it is, and by that who gives it.</summary>
    public required RequiredPermissionKind Kind { get; init; }

    /// <summary>Whose permission it is, as in <c>Microsoft Graph</c>.</summary>
    public required string Resource { get; init; }

    /// <summary>Its name, as in <c>Application.Read.All</c> or <c>Mail Recipients</c>.</summary>
    public required string Permission { get; init; }

    /// <summary>True when the command works without it, and what it then leaves out is told.</summary>
    public bool IsOptional { get; init; }

    /// <summary>What it is for, where only some uses of the command need it.</summary>
    public string? For { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Resource}: {Permission}";
}

/// <summary>The sorts of permission.</summary>
public enum RequiredPermissionKind
{
    /// <summary>What an application needs that signs in by itself; an administrator consents.</summary>
    Application,
    /// <summary>What an application needs through which a person signs in.</summary>
    Delegated,
    /// <summary>A management role of Exchange, for whoever signs in: through a role group, or an Entra role that contains it.</summary>
    ExchangeRole,
    /// <summary>The Entra role that takes the place of the Exchange roles, and that a person needs besides the delegated permissions.</summary>
    EntraRole,
    /// <summary>A role of Exchange on rooms, for the application that reads them.</summary>
    RoomRole,
}
