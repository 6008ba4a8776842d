namespace TeemCalendar.Sandbox;

/// <summary>What a tenant may bring along from earlier years. Each part is there only when it is asked for, and comes from the seed.</summary>
[Flags]
public enum SandboxHistory
{
    /// <summary>A tenant of today, made in the cloud.</summary>
    None = 0,

    /// <summary>Rooms that are synchronised from on-premises: Graph and Exchange refuse to change what is mastered there.</summary>
    SyncedRooms = 1,

    /// <summary>A room with a Teams Rooms device: an enabled account with a password and the device's licence.</summary>
    TeamsRoom = 2,

    /// <summary>An accepted domain whose people sign in at the organization's own identity provider.</summary>
    FederatedDomain = 4,

    /// <summary>Teem's own enterprise application, with a consent to the calendars of all mailboxes.</summary>
    TeemApplication = 8,

    /// <summary>An application access policy that restricts an application to a group of rooms.</summary>
    AccessPolicy = 16,

    /// <summary>A room that was renamed, and signs in under the name it had before.</summary>
    RenamedRoom = 32,

    /// <summary>Conditional Access: a second factor for people, and no device code flow.</summary>
    ConditionalAccess = 64,

    /// <summary>Security defaults: a second factor for everybody. A tenant has these or Conditional Access.</summary>
    SecurityDefaults = 128,

    /// <summary>An administrator whose role is only eligible, and not active.</summary>
    EligibleAdministrator = 256,

    /// <summary>Rooms whose calendar folder has a German or a French name.</summary>
    LocalizedCalendars = 512,

    /// <summary>A policy for credentials of applications: no secrets, and certificates for 180 days at most.</summary>
    KeyPolicy = 1024,

    /// <summary>A policy that takes certificates of the organization's own authority only, and none that is self-signed.</summary>
    TrustedKeys = 2048,

    /// <summary>Licences of Microsoft Entra ID P1: without them nobody may read when somebody signed in. Conditional Access brings them along.</summary>
    EntraPremium = 4096,

    /// <summary>A room whose mailbox is in the organization's own Exchange: here it is a mail user. A contact with a room's name is beside it.</summary>
    OnPremisesRooms = 0x10000,

    /// <summary>A room that was put on a floor of a building, whose address is the building's.</summary>
    RoomInBuilding = 0x20000,

    /// <summary>Groups that give licences to their members: one with Exchange, one without, one whose members a rule chooses.</summary>
    LicenceGroups = 0x40000,

    /// <summary>Exchange is a server of the organization's own, as a session of it shows: ApplicationImpersonation is there, and nothing that Exchange Online alone has.</summary>
    ExchangeServer = 0x80000,

    /// <summary>An account that was given ApplicationImpersonation years ago: by itself, and by the role group Discovery Management as the guide says.</summary>
    Impersonation = 0x100000,
}
