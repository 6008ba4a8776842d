namespace TeemCalendar.Sandbox.State;

internal sealed class Mailbox : Named
{
    public Guid OwnerId { get; set; }                             // the directory user's id = ExternalDirectoryObjectId
    public Guid ExchangeGuid { get; set => Rename(ref field, value); }
    public Guid Guid { get; set => Rename(ref field, value); }
    public string Name { get; set => Rename(ref field, value); } = "";
    public string Alias { get; set => Rename(ref field, value); } = "";
    public string DisplayName { get; set => Rename(ref field, value); } = "";
    public string PrimarySmtpAddress { get; set; } = "";
    public IReadOnlyList<string> EmailAddresses { get; set => Rename(ref field, value); } = []; // SMTP: for the primary one, smtp: for the others
    public string RecipientTypeDetails { get; set; } = "UserMailbox";
    public int? ResourceCapacity { get; set; }
    public bool Hidden { get; set; }
    public Dictionary<int, string> CustomAttributes { get; set; } = [];
    public string? TimeZone { get; set; }                         // a Windows zone id; a new resource has none
    public string? Language { get; set; }
    public WorkingHours WorkingHours { get; set; } = new();
    public CalendarProcessing Processing { get; set; } = new();
    public PlaceData Place { get; set; } = new();
    public List<MailboxPermission> Permissions { get; set; } = [];
    public List<FolderPermission> CalendarPermissions { get; set; } = [];
    public string CalendarFolderName { get; set; } = "Calendar";
    public string? ResourceType { get; set; }
    public string? DateFormat { get; set; }
    public string? TimeFormat { get; set; }
    public string? AutomaticRepliesJson { get; set; }             // as Graph writes them; null when they were never set
    public string? MeetingMessagesTo { get; set; }                // delegateMeetingMessageDeliveryOptions
    public List<SharingInvitation> Invitations { get; set; } = []; // to calendars of others
    public List<SharedCalendar> SharedCalendars { get; set; } = []; // calendars of others that its owner lists
    public List<Guid> SendAs { get; set; } = [];                  // who may send in its name
    public Dictionary<string, string> Settings { get; set; } = []; // properties that Set-Mailbox accepts and nothing else here depends on
    public Dictionary<string, string> ClientAccess { get; set; } = [];     // the same of Set-CASMailbox,
    public Dictionary<string, string> CalendarSettings { get; set; } = []; // of Set-MailboxCalendarConfiguration
    public Dictionary<string, string> Publishing { get; set; } = [];       // and of Set-MailboxCalendarFolder
    public DateTimeOffset Created { get; set; }
    public DateTimeOffset Changed { get; set; }
    public bool IsRoom => RecipientTypeDetails == "RoomMailbox";
    public bool IsResource => ResourceType is not null;           // rooms, workspaces and equipment answer requests by themselves
    public bool IsWorkspace => ResourceType == "Workspace";

    internal override IEnumerable<string> Names() =>
        [Name, Alias, DisplayName, Guid.ToString(), ExchangeGuid.ToString(), .. EmailAddresses.Select(a => a[(a.IndexOf(':', StringComparison.Ordinal) + 1)..])];
}

/// <summary>Exchange's own names and, for a room made today, Exchange's own defaults.</summary>
internal sealed class CalendarProcessing
{
    public string AutomateProcessing { get; set; } = "AutoAccept";
    public bool AllowConflicts { get; set; }
    public bool AllowRecurringMeetings { get; set; } = true;
    public string BookingType { get; set; } = "Standard";
    public int BookingWindowInDays { get; set; } = 180;
    public int MaximumDurationInMinutes { get; set; } = 1440;
    public int MinimumDurationInMinutes { get; set; }
    public int ConflictPercentageAllowed { get; set; }
    public int MaximumConflictInstances { get; set; }
    public bool EnforceSchedulingHorizon { get; set; } = true;
    public bool EnforceCapacity { get; set; }
    public bool ScheduleOnlyDuringWorkHours { get; set; }
    public bool ForwardRequestsToDelegates { get; set; } = true;
    public bool DeleteAttachments { get; set; } = true;
    public bool DeleteComments { get; set; } = true;
    public bool DeleteSubject { get; set; } = true;
    public bool DeleteNonCalendarItems { get; set; } = true;
    public bool RemovePrivateProperty { get; set; } = true;
    public bool AddOrganizerToSubject { get; set; } = true;
    public bool RemoveOldMeetingMessages { get; set; } = true;
    public bool RemoveCanceledMeetings { get; set; }
    public bool RemoveForwardedMeetingNotifications { get; set; }
    public bool ProcessExternalMeetingMessages { get; set; }
    public bool TentativePendingApproval { get; set; } = true;
    public bool AddNewRequestsTentatively { get; set; } = true;
    public bool OrganizerInfo { get; set; } = true;
    public bool EnableResponseDetails { get; set; } = true;
    public bool AddAdditionalResponse { get; set; }
    public string AdditionalResponse { get; set; } = "";
    public bool AllBookInPolicy { get; set; } = true;
    public bool AllRequestInPolicy { get; set; }
    public bool AllRequestOutOfPolicy { get; set; }
    public List<string> ResourceDelegates { get; set; } = [];     // primary addresses, as the three lists below
    public List<string> BookInPolicy { get; set; } = [];
    public List<string> RequestInPolicy { get; set; } = [];
    public List<string> RequestOutOfPolicy { get; set; } = [];
    public bool EnableAutoRelease { get; set; }
    public int PostReservationMaxClaimTimeInMinutes { get; set; } = 10;
}

internal sealed class PlaceData
{
    public string? Building { get; set; }
    public int? Floor { get; set; }
    public string? FloorLabel { get; set; }
    public int? Capacity { get; set; }
    public string? Label { get; set; }
    public string? Phone { get; set; }
    public string? Street { get; set; }
    public string? City { get; set; }
    public string? State { get; set; }
    public string? PostalCode { get; set; }
    public string? CountryOrRegion { get; set; }
    public string? GeoCoordinates { get; set; }
    public string? AudioDeviceName { get; set; }
    public string? VideoDeviceName { get; set; }
    public string? DisplayDeviceName { get; set; }
    public bool IsWheelChairAccessible { get; set; }
    public bool MtrEnabled { get; set; }
    public List<string> Tags { get; set; } = [];
    public string? Nickname { get; set; }
    public Guid? ParentId { get; set; }                           // the floor, section or building it is in
}

internal sealed class MailboxPermission
{
    public Guid UserId { get; set; }
    public List<string> AccessRights { get; set; } = [];
    public bool AutoMapping { get; set; } = true;
    public bool Deny { get; set; }
    public string InheritanceType { get; set; } = "All";
}

internal sealed class FolderPermission
{
    public Guid? UserId { get; set; }                             // null for Default and Anonymous
    public string User { get; set; } = "";                        // display name, as Exchange shows it
    public List<string> AccessRights { get; set; } = [];          // the role names: Editor, Reviewer, AvailabilityOnly ...
    public List<string> SharingFlags { get; set; } = [];
}
