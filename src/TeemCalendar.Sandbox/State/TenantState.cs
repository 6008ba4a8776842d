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
    [JsonIgnore] public bool IsExchangeServer => History.HasFlag(SandboxHistory.ExchangeServer);
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
    public List<LicenceGroup> LicenceGroups { get; set; } = [];
    public List<DirectoryRoleAssignment> DirectoryRoles { get; set; } = [];                // active ones
    public List<RoleEligibility> EligibleRoles { get; set; } = [];
    public List<ConditionalAccessPolicy> ConditionalAccess { get; set; } = [];
    public CredentialPolicy CredentialPolicy { get; set; } = new();
    public List<AdministrativeUnit> AdministrativeUnits { get; set; } = [];
    public Register<Mailbox> Mailboxes { get; set; } = [];                         // by the owner's directory id
    public List<ExchangeServicePrincipal> ExchangeServicePrincipals { get; set; } = [];
    public List<ManagementScope> Scopes { get; set; } = [];
    public List<RoleAssignment> RoleAssignments { get; set; } = [];
    public List<ApplicationAccessPolicy> AccessPolicies { get; set; } = [];
    public List<RoleGroup> RoleGroups { get; set; } = [];
    public List<RoomList> RoomLists { get; set; } = [];
    public List<PlaceObject> Places { get; set; } = [];            // buildings, floors, sections and desks
    public List<MailRecipient> MailRecipients { get; set; } = [];   // mail users and contacts
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

    /// <summary>Who has an address, primary or not: a mailbox's, a group's or a mail recipient's, or null when it is free.</summary>
    public object? FindAddress(string address) =>
        (object?)Mailboxes.Find(address).FirstOrDefault(m => m.EmailAddresses.Any(a => a.AsSpan(a.IndexOf(':') + 1).Equals(address, StringComparison.OrdinalIgnoreCase)))
        ?? (object?)Groups.FirstOrDefault(g => g.PrimarySmtpAddress.Equals(address, StringComparison.OrdinalIgnoreCase))
        ?? MailRecipients.Find(r => r.PrimarySmtpAddress.Equals(address, StringComparison.OrdinalIgnoreCase));

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
