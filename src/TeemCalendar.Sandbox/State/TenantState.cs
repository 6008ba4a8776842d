using System.Text.Json.Serialization;

namespace TeemCalendar.Sandbox.State;

/// <summary>All that the tenant holds, as plain data that can be kept in one JSON file.</summary>
internal sealed class TenantState
{
    public const int CurrentVersion = 1;

    public int Version { get; set; } = CurrentVersion;
    public int Seed { get; set; }
    public long IdsMade { get; set; }                             // so that a tenant taken up again repeats no id
    public byte[] TokenKey { get; set; } = [];                    // signs the tenant's tokens
    public byte[] PasswordKey { get; set; } = [];                 // the private RSA key for password parameters, made when it is first asked for
    public Guid TenantId { get; set; }
    public string Name { get; set; } = "";
    public List<string> Domains { get; set; } = [];               // the first is the default; initial <name>.onmicrosoft.com is last
    public List<string> FederatedDomains { get; set; } = [];      // those of them whose people sign in elsewhere
    public SandboxHistory History { get; set; }                   // what of it the tenant already has
    public int MeetingsPerRoom { get; set; }
    public Guid AdminAppId { get; set; }                          // the pre-consented application that administers the tenant
    public string AdminAppSecret { get; set; } = "";
    public string AdministratorName { get; set; } = "";           // user principal name of the Global Administrator
    public string? ServiceAccountName { get; set; }               // user principal name of the account that a service signs in with
    public Organization Organization { get; set; } = new();
    public List<Sku> Skus { get; set; } = [];
    public Register<DirectoryUser> Users { get; set; } = [];
    public Dictionary<Guid, ApplicationObject> Applications { get; set; } = [];            // by object id
    public Dictionary<Guid, ServicePrincipalObject> ServicePrincipals { get; set; } = [];  // by object id
    public List<AppRoleAssignment> AppRoleAssignments { get; set; } = [];
    public List<DelegatedGrant> DelegatedGrants { get; set; } = [];
    public List<DirectoryRoleAssignment> DirectoryRoles { get; set; } = [];                // active ones
    public List<RoleEligibility> EligibleRoles { get; set; } = [];
    public List<ConditionalAccessPolicy> ConditionalAccess { get; set; } = [];
    public List<AdministrativeUnit> AdministrativeUnits { get; set; } = [];
    public Register<Mailbox> Mailboxes { get; set; } = [];                         // by the owner's directory id
    public List<ExchangeServicePrincipal> ExchangeServicePrincipals { get; set; } = [];
    public List<ManagementScope> Scopes { get; set; } = [];
    public List<RoleAssignment> RoleAssignments { get; set; } = [];
    public List<ApplicationAccessPolicy> AccessPolicies { get; set; } = [];
    public List<RoleGroup> RoleGroups { get; set; } = [];
    public List<RoomList> RoomLists { get; set; } = [];
    public List<PlaceObject> Places { get; set; } = [];            // buildings, floors, sections and desks
    public List<RoomList> OtherGroups { get; set; } = [];          // distribution groups that are no room lists
    [JsonIgnore] public CalendarShelf Calendars { get; set; } = new();                    // by the owner's directory id; the file has them after everything else
    public SandboxCloud Cloud { get; set; }
    public List<DeletedUser> DeletedUsers { get; set; } = [];
    public List<DeletedApplication> DeletedApplications { get; set; } = [];
    public List<Subscription> Subscriptions { get; set; } = [];
    public List<SentMail> SentMail { get; set; } = [];
    public List<MeetingMessage> MeetingMessages { get; set; } = []; // what resources sent about requests, the newest last

    public string InitialDomain => Domains[^1];

    /// <summary>Room lists and other groups.</summary>
    internal IEnumerable<RoomList> Groups => RoomLists.Concat(OtherGroups);

    public DirectoryUser? FindUser(string nameOrId) => Guid.TryParse(nameOrId, out var id) ? Users.GetValueOrDefault(id)
        : Users.Find(nameOrId).FirstOrDefault(u => u.UserPrincipalName.Equals(nameOrId, StringComparison.OrdinalIgnoreCase));

    public ServicePrincipalObject? FindServicePrincipal(Guid appId) => ServicePrincipals.Values.FirstOrDefault(p => p.AppId == appId);

    /// <summary>Who has an address, primary or not: a mailbox's or a group's, or null when it is free.</summary>
    public object? FindAddress(string address) =>
        (object?)Mailboxes.Find(address).FirstOrDefault(m => m.EmailAddresses.Any(a => a.AsSpan(a.IndexOf(':') + 1).Equals(address, StringComparison.OrdinalIgnoreCase)))
        ?? Groups.FirstOrDefault(g => g.PrimarySmtpAddress.Equals(address, StringComparison.OrdinalIgnoreCase));

    public bool IsFederated(string domain) => FederatedDomains.Contains(domain, StringComparer.OrdinalIgnoreCase);

    public bool IsAcceptedDomain(string domain) => Domains.Contains(domain, StringComparer.OrdinalIgnoreCase);

    public SandboxFacts Facts()
    {
        var service = ServiceAccountName is null ? null : FindUser(ServiceAccountName);
        var eligible = EligibleRoles.Count > 0 ? Users.GetValueOrDefault(EligibleRoles[0].PrincipalId) : null;
        return new(TenantId, Domains[0], AdminAppId, AdminAppSecret, AdministratorName, FindUser(AdministratorName)?.Password ?? "")
        {
            ServiceAccount = service?.UserPrincipalName,
            ServiceAccountPassword = service?.Password,
            EligibleAdministrator = eligible?.UserPrincipalName,
            EligibleAdministratorPassword = eligible?.Password,
        };
    }
}

internal sealed class Organization
{
    public bool IsDehydrated { get; set; }
    public bool SecurityDefaults { get; set; }
    public bool? EwsEnabled { get; set; } = false;                // what 2026-10-01 did to tenants that had not chosen
    public string? EwsAllowedAppIds { get; set; }
}

internal sealed class Sku
{
    public Guid SkuId { get; set; }
    public string PartNumber { get; set; } = "";
    public int Enabled { get; set; }
    public List<ServicePlan> Plans { get; set; } = [];
}

internal sealed class ServicePlan
{
    public Guid PlanId { get; set; }
    public string Name { get; set; } = "";
}

internal sealed class DirectoryUser : Named
{
    public Guid Id { get; set; }
    public string UserPrincipalName { get; set => Rename(ref field, value); } = "";
    public string DisplayName { get; set => Rename(ref field, value); } = "";
    public string MailNickname { get; set => Rename(ref field, value); } = "";
    public string? Mail { get; set; }
    public string? GivenName { get; set; }
    public string? Surname { get; set; }
    public bool AccountEnabled { get; set; } = true;
    public string? UsageLocation { get; set; }
    public string Password { get; set; } = "";                    // a made-up tenant's made-up password
    public bool ForceChangePassword { get; set; }
    public string? PasswordPolicies { get; set; }
    public bool SyncedFromOnPremises { get; set; }
    public string? ImmutableId { get; set; }                      // by which an identity provider of the organization knows the person
    public List<Guid> Licences { get; set; } = [];                // sku ids
    public List<Guid> DisabledPlans { get; set; } = [];           // service plans switched off within the licences
    public Dictionary<string, string> Settings { get; set; } = []; // properties that Set-User accepts and nothing else here depends on
    public DateTimeOffset Created { get; set; }

    internal override IEnumerable<string> Names() => [UserPrincipalName, DisplayName, MailNickname];
}

internal sealed class ApplicationObject
{
    public Guid Id { get; set; }
    public Guid AppId { get; set; }
    public string DisplayName { get; set; } = "";
    public string SignInAudience { get; set; } = "AzureADMyOrg";
    public bool IsPublicClient { get; set; }
    public List<string> RedirectUris { get; set; } = [];          // of the public client
    public List<string> WebRedirectUris { get; set; } = [];
    public List<KeyCredential> Keys { get; set; } = [];
    public List<PasswordCredential> Secrets { get; set; } = [];
    public string? RequiredResourceAccessJson { get; set; }       // as it was sent
    public List<string> Tags { get; set; } = [];
    public string? Notes { get; set; }
    public DateTimeOffset Created { get; set; }
}

internal sealed class KeyCredential
{
    public Guid KeyId { get; set; }
    public string? DisplayName { get; set; }
    public byte[] Certificate { get; set; } = [];                 // DER, public part
    public DateTimeOffset Start { get; set; }
    public DateTimeOffset End { get; set; }
}

internal sealed class PasswordCredential
{
    public Guid KeyId { get; set; }
    public string Secret { get; set; } = "";
    public string? DisplayName { get; set; }
    public DateTimeOffset Start { get; set; }
    public DateTimeOffset End { get; set; }
}

internal sealed class ServicePrincipalObject
{
    public Guid Id { get; set; }
    public Guid AppId { get; set; }
    public string DisplayName { get; set; } = "";
    public bool AccountEnabled { get; set; } = true;
    public Guid? AppOwnerTenant { get; set; }                     // Microsoft's and Teem's own applications belong to other tenants
    public bool AppRoleAssignmentRequired { get; set; }
    public List<string> Tags { get; set; } = [];
    public DateTimeOffset Created { get; set; }
}

/// <summary>An application permission given by consent; the roles of Microsoft's resources are in PermissionCatalog.</summary>
internal sealed class AppRoleAssignment
{
    public string Id { get; set; } = "";
    public Guid PrincipalId { get; set; }
    public Guid ResourceId { get; set; }
    public Guid AppRoleId { get; set; }
    public DateTimeOffset Created { get; set; }
}

internal sealed class DelegatedGrant
{
    public string Id { get; set; } = "";
    public Guid ClientId { get; set; }                            // service principal's object id
    public string ConsentType { get; set; } = "AllPrincipals";
    public Guid? PrincipalId { get; set; }
    public Guid ResourceId { get; set; }
    public string Scope { get; set; } = "";
}

internal sealed class DirectoryRoleAssignment
{
    public Guid PrincipalId { get; set; }
    public Guid RoleTemplateId { get; set; }
    public DateTimeOffset? End { get; set; }                      // of a role that was activated for a while
}

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

internal sealed class ExchangeServicePrincipal
{
    public Guid ObjectId { get; set; }
    public Guid AppId { get; set; }
    public string DisplayName { get; set; } = "";
    public DateTimeOffset Created { get; set; }
}

internal sealed class ManagementScope
{
    public Guid Guid { get; set; }
    public string Name { get; set; } = "";
    public string RecipientFilter { get; set; } = "";             // OPATH, as it was given
    public bool Exclusive { get; set; }
    public DateTimeOffset Created { get; set; }
}

internal sealed class RoleAssignment
{
    public Guid Guid { get; set; }
    public string Name { get; set; } = "";
    public string Role { get; set; } = "";
    public Guid AssigneeId { get; set; }                          // service principal's object id, user id or role group's guid
    public string AssigneeType { get; set; } = "";                // ServicePrincipal, User, RoleGroup
    public string? CustomResourceScope { get; set; }              // a management scope's name, for applications
    public Guid? RecipientGroupScope { get; set; }                // a group's guid: its members
    public Guid? AdministrativeUnitScope { get; set; }            // an administrative unit's id: its members
    public string? CustomRecipientWriteScope { get; set; }        // a management scope's name, for users and role groups
    public bool Disabled { get; set; }
    public DateTimeOffset Created { get; set; }
}

internal sealed class RoleGroup
{
    public Guid Guid { get; set; }
    public string Name { get; set; } = "";
    public string? DisplayName { get; set; }
    public string Description { get; set; } = "";
    public List<string> ManagedBy { get; set; } = ["Organization Management"];
    public List<string> Roles { get; set; } = [];
    public List<Guid> Members { get; set; } = [];
    public bool SyncedFromDirectory { get; set; }
}

internal sealed class RoomList
{
    public Guid Guid { get; set; }
    public string Name { get; set; } = "";
    public string Alias { get; set; } = "";
    public string DisplayName { get; set; } = "";
    public string PrimarySmtpAddress { get; set; } = "";
    public List<Guid> Members { get; set; } = [];
    public bool IsSecurity { get; set; }                          // a mail-enabled security group
    public DateTimeOffset Created { get; set; }
    public PlaceData Place { get; set; } = new();
}

internal sealed class SentMail
{
    public Guid SenderId { get; set; }
    public List<string> To { get; set; } = [];
    public string Subject { get; set; } = "";
    public string ContentType { get; set; } = "Text";
    public string Body { get; set; } = "";
    public DateTimeOffset Sent { get; set; }
}

/// <summary>When somebody works, or a resource may be booked with ScheduleOnlyDuringWorkHours. Outlook's defaults.</summary>
internal sealed class WorkingHours
{
    public List<DayOfWeek> Days { get; set; } = [DayOfWeek.Monday, DayOfWeek.Tuesday, DayOfWeek.Wednesday, DayOfWeek.Thursday, DayOfWeek.Friday];
    public TimeSpan Start { get; set; } = TimeSpan.FromHours(8);
    public TimeSpan End { get; set; } = TimeSpan.FromHours(17);
    public string? TimeZone { get; set; }                         // null: the mailbox's own
}

internal sealed class MeetingMessage
{
    public string Kind { get; set; } = "";                        // response, or request for one that is forwarded to delegates
    public string? Response { get; set; }                         // accepted or declined
    public string From { get; set; } = "";                        // primary addresses
    public List<string> To { get; set; } = [];
    public string Subject { get; set; } = "";
    public string Text { get; set; } = "";
    public Guid MeetingUid { get; set; }
    public DateTimeOffset Sent { get; set; }
}
