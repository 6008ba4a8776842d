using TeemCalendar.Sandbox.Calendars;
using TeemCalendar.Sandbox.Permissions;

namespace TeemCalendar.Sandbox.State;

/// <summary>The past of a tenant, as far as it was asked for.</summary>
internal static class HistorySeed
{
    /// <summary>Teem's application is registered in Teem's tenant. Both ids are made up: the real ones are nowhere published.</summary>
    internal static readonly Guid TeemApplicationId = SandboxTenant.GuidOf("Teem's application");
    static readonly Guid TeemTenant = SandboxTenant.GuidOf("Teem's tenant");

    /// <summary>Adds what is asked for and not yet there.</summary>
    /// <exception cref="ArgumentException">Conditional Access and security defaults exclude each other (documented).</exception>
    internal static void Apply(SandboxTenant tenant, SandboxHistory wanted)
    {
        // The policy has to be about somebody.
        if (wanted.HasFlag(SandboxHistory.AccessPolicy)) wanted |= SandboxHistory.TeemApplication;
        // Conditional Access is a part of P1 (documented).
        if (wanted.HasFlag(SandboxHistory.ConditionalAccess)) wanted |= SandboxHistory.EntraPremium;
        var all = wanted | tenant.State.History;
        if (all.HasFlag(SandboxHistory.ConditionalAccess | SandboxHistory.SecurityDefaults))
            throw new ArgumentException("A tenant has Conditional Access policies or security defaults, never both.", nameof(wanted));
        var missing = wanted & ~tenant.State.History;
        foreach (var (part, add) in Parts)
            if (missing.HasFlag(part)) add(tenant);
        tenant.State.History = all;
    }

    static readonly (SandboxHistory Part, Action<SandboxTenant> Add)[] Parts =
    [
        (SandboxHistory.SyncedRooms, AddSyncedRooms),
        (SandboxHistory.TeamsRoom, AddTeamsRoom),
        (SandboxHistory.RenamedRoom, AddRenamedRoom),
        (SandboxHistory.LocalizedCalendars, AddLocalizedCalendars),
        (SandboxHistory.OnPremisesRooms, AddOnPremisesRooms),
        (SandboxHistory.RoomInBuilding, AddRoomInBuilding),
        (SandboxHistory.LicenceGroups, AddLicenceGroups),
        (SandboxHistory.FederatedDomain, AddFederatedDomain),
        (SandboxHistory.EligibleAdministrator, AddEligibleAdministrator),
        (SandboxHistory.TeemApplication, AddTeemApplication),
        (SandboxHistory.AccessPolicy, AddAccessPolicy),
        (SandboxHistory.ConditionalAccess, AddConditionalAccess),
        (SandboxHistory.SecurityDefaults, tenant => tenant.State.Organization.SecurityDefaults = true),
        (SandboxHistory.KeyPolicy, tenant => (tenant.State.CredentialPolicy.NoSecrets, tenant.State.CredentialPolicy.LongestKey) = (true, TimeSpan.FromDays(180))),
        (SandboxHistory.TrustedKeys, tenant => tenant.State.CredentialPolicy.TrustedKeysOnly = true),
        (SandboxHistory.ExchangeServer, tenant => tenant.State.Organization.IsDehydrated = false),
        (SandboxHistory.Impersonation, AddImpersonation),
        (SandboxHistory.EntraPremium, tenant => tenant.State.Skus.Add(SkuCatalog.EntraPremium())),
    ];

    static void AddSyncedRooms(SandboxTenant tenant)
    {
        foreach (var (name, alias, seats) in new[] { ("HQ Boardroom", "hq-boardroom", 18), ("HQ Library", "hq-library", 6) })
        {
            var room = AddRoom(tenant, name, alias, seats);
            // On-premises rooms are disabled accounts (documented); their synchronised copies are too.
            (Owner(tenant, room).SyncedFromOnPremises, Owner(tenant, room).AccountEnabled) = (true, false);
        }
    }

    /// <summary>Documented: the account signs in, its password does not expire, its licence is the device's, and these calendar settings go with it.</summary>
    static void AddTeamsRoom(SandboxTenant tenant)
    {
        if (!tenant.State.Skus.Exists(s => s.SkuId == SkuCatalog.TeamsRoomsPro)) tenant.State.Skus.Add(SkuCatalog.TeamsRooms());
        var room = AddRoom(tenant, "Atrium", "mtr-atrium", 12);
        var account = Owner(tenant, room);
        (account.Password, account.PasswordPolicies, account.UsageLocation, account.Licences) =
            (TenantSeed.Password(tenant, room.Alias), "DisablePasswordExpiration", "GB", [SkuCatalog.TeamsRoomsPro]);
        room.Settings["EnableRoomMailboxAccount"] = "True";
        room.Place.MtrEnabled = true;
        var p = room.Processing;
        p.AddOrganizerToSubject = p.DeleteComments = p.DeleteSubject = p.RemovePrivateProperty = false;
        p.ProcessExternalMeetingMessages = p.AddAdditionalResponse = true;
        p.AdditionalResponse = "This is a Teams meeting room.";
    }

    static void AddOnPremisesRooms(SandboxTenant tenant)
    {
        var address = Free(tenant, "hq-cellar");
        var account = new DirectoryUser
        {
            Id = tenant.NewGuid(), UserPrincipalName = address, DisplayName = "HQ Cellar", MailNickname = address.Split('@')[0], Mail = address, SyncedFromOnPremises = true, AccountEnabled = false,
            Password = TenantSeed.Password(tenant, $"room {address}"), Created = tenant.Now,
        };
        tenant.State.Users[account.Id] = account;
        tenant.State.MailRecipients.Add(new() { Guid = tenant.NewGuid(), OwnerId = account.Id, Name = "HQ Cellar", DisplayName = "HQ Cellar", Alias = account.MailNickname, PrimarySmtpAddress = address, Created = tenant.Now });
        var contact = Free(tenant, "partner-lounge");
        tenant.State.MailRecipients.Add(new() { Guid = tenant.NewGuid(), Name = "Partner Lounge", DisplayName = "Partner Lounge", Alias = contact.Split('@')[0], PrimarySmtpAddress = contact, Created = tenant.Now });
    }

    static void AddRoomInBuilding(SandboxTenant tenant)
    {
        var building = new PlaceObject { Id = tenant.NewGuid(), DisplayName = "Quay House", Data = new() { Street = "1 Quay Street", City = "Bristol", CountryOrRegion = "GB" } };
        var floor = new PlaceObject { Id = tenant.NewGuid(), Kind = "floor", DisplayName = "2", Data = new() { ParentId = building.Id } };
        tenant.State.Places.AddRange([building, floor]);
        AddRoom(tenant, "Harbour", "harbour", 6).Place.ParentId = floor.Id;
    }

    static void AddLicenceGroups(SandboxTenant tenant)
    {
        foreach (var (name, licences, rule) in new (string, Guid[], string?)[] { ("Exchange licences", [SkuCatalog.ExchangeStandard], null), ("Kiosk licences", [SkuCatalog.ExchangeDeskless], null), ("All staff", [SkuCatalog.EnterprisePack], "user.accountEnabled -eq true") })
            tenant.State.LicenceGroups.Add(new() { Id = tenant.NewGuid(), DisplayName = name, Licences = [.. licences], MembershipRule = rule, Created = tenant.Now });
    }

    static void AddRenamedRoom(SandboxTenant tenant)
    {
        var room = AddRoom(tenant, "Galileo", "galileo", 8);
        var before = Free(tenant, "blue-room");
        room.EmailAddresses = [.. room.EmailAddresses, $"smtp:{before}"];
        Owner(tenant, room).UserPrincipalName = before;
    }

    static void AddLocalizedCalendars(SandboxTenant tenant)
    {
        foreach (var (name, alias, language, zone) in new[] { ("Zugspitze", "zugspitze", "de-DE", "W. Europe Standard Time"), ("Garonne", "garonne", "fr-FR", "Romance Standard Time") })
        {
            var room = AddRoom(tenant, name, alias, 10);
            (room.Language, room.TimeZone, room.CalendarFolderName) = (language, zone, FolderNames.Calendar(language));
        }
    }

    static void AddFederatedDomain(SandboxTenant tenant)
    {
        var domain = $"corp.{tenant.State.Domains[0]}";
        TenantSeed.AddDomains(tenant, [domain]);
        tenant.State.FederatedDomains.Add(domain);
        var person = AddPerson(tenant, "Frida", "Larsen", domain);
        (person.SyncedFromOnPremises, person.ImmutableId) = (true, Convert.ToBase64String(tenant.NewGuid().ToByteArray()));
    }

    static void AddEligibleAdministrator(SandboxTenant tenant) => tenant.State.EligibleRoles.Add(new()
    {
        Id = tenant.NewGuid(),
        ScheduleId = tenant.NewGuid(),
        PrincipalId = AddPerson(tenant, "Ellis", "Marlowe", tenant.State.Domains[0]).Id,
        RoleTemplateId = DirectoryRoleCatalog.ExchangeAdministrator,
        Start = tenant.Now.AddDays(-90),
        End = tenant.Now.AddDays(275),
    });

    /// <summary>As an administrator leaves it who accepted what the application asked for: every calendar of the organization.</summary>
    static void AddTeemApplication(SandboxTenant tenant)
    {
        var teem = TenantSeed.AddPrincipal(tenant, TeemApplicationId, "Teem", TeemTenant);
        var graph = tenant.State.FindServicePrincipal(PermissionCatalog.Graph)!;
        foreach (var permission in new[] { "Calendars.ReadWrite", "Place.Read.All", "User.Read.All" }) TenantSeed.Assign(tenant, teem, graph, PermissionCatalog.RoleId(PermissionCatalog.Graph, permission));
        TenantSeed.Grant(tenant, teem, graph, "openid profile offline_access User.Read Calendars.ReadWrite.Shared");
    }

    /// <summary>As the guide had it done, and once more past it; somebody else searches mailboxes by the same group.</summary>
    static void AddImpersonation(SandboxTenant tenant)
    {
        var (account, auditor) = (AddPerson(tenant, "Teem", "Service", tenant.State.Domains[0]), AddPerson(tenant, "Ada", "Auditor", tenant.State.Domains[0]));
        var discovery = tenant.State.RoleGroups.First(g => g.Name == "Discovery Management");
        discovery.Roles.Add(Exchange.RoleCatalog.Impersonation);
        discovery.Members.AddRange([account.Id, auditor.Id]);
        tenant.State.RoleAssignments.Add(new()
        {
            Guid = tenant.NewGuid(), Name = $"{Exchange.RoleCatalog.Impersonation}-{account.DisplayName}", Role = Exchange.RoleCatalog.Impersonation, AssigneeId = account.Id, AssigneeType = "User", Created = tenant.Now,
        });
    }

    static void AddAccessPolicy(SandboxTenant tenant)
    {
        var room = AddRoom(tenant, "Meridian", "meridian", 8);
        var address = Free(tenant, "teem-rooms");
        var group = new RoomList
        {
            Guid = tenant.NewGuid(), Name = "Teem rooms", DisplayName = "Teem rooms", Alias = address.Split('@')[0], PrimarySmtpAddress = address, IsSecurity = true, Members = [room.OwnerId], Created = tenant.Now,
        };
        tenant.State.OtherGroups.Add(group);
        tenant.State.AccessPolicies.Add(new()
        {
            Guid = tenant.NewGuid(), AppIds = [TeemApplicationId], ScopeGroup = group.Guid, AccessRight = "RestrictAccess", Description = "Teem reaches these rooms only.", Created = tenant.Now,
        });
    }

    /// <summary>The two policies that Microsoft recommends, and one that only reports. The administrator is the account for emergencies, and excluded.</summary>
    static void AddConditionalAccess(SandboxTenant tenant)
    {
        var emergency = tenant.State.FindUser(tenant.State.AdministratorName)!.Id.ToString();
        ConditionalAccessPolicy Policy(string name, string control) => new()
        {
            Id = tenant.NewGuid(), DisplayName = name, IncludeUsers = ["All"], ExcludeUsers = [emergency], BuiltInControls = [control], Created = tenant.Now.AddDays(-400),
        };
        var flows = Policy("Block device code flow", "block");
        flows.TransferMethods = "deviceCodeFlow";
        var devices = Policy("Require a compliant device", "compliantDevice");
        devices.State = "enabledForReportingButNotEnforced";
        tenant.State.ConditionalAccess.AddRange([Policy("Require multifactor authentication for all users", "mfa"), flows, devices]);
    }

    static Mailbox AddRoom(SandboxTenant tenant, string name, string alias, int seats)
    {
        var address = Free(tenant, alias);
        var account = new DirectoryUser { Id = tenant.NewGuid(), UserPrincipalName = address, DisplayName = name, MailNickname = address.Split('@')[0], Password = TenantSeed.Password(tenant, $"room {address}"), Created = tenant.Now };
        tenant.State.Users[account.Id] = account;
        var room = MailboxFactory.Add(tenant, account, "RoomMailbox", account.MailNickname, address);
        room.ResourceCapacity = room.Place.Capacity = seats;
        RoomFiller.Fill(tenant, room);
        return room;
    }

    static DirectoryUser AddPerson(SandboxTenant tenant, string given, string surname, string domain)
    {
        var address = Free(tenant, $"{given}.{surname}".ToLowerInvariant(), domain);
        var person = new DirectoryUser
        {
            Id = tenant.NewGuid(), DisplayName = $"{given} {surname}", GivenName = given, Surname = surname, MailNickname = address.Split('@')[0], UserPrincipalName = address,
            UsageLocation = "GB", Password = TenantSeed.Password(tenant, address), Licences = [SkuCatalog.EnterprisePack], Created = tenant.Now,
        };
        tenant.State.Users[person.Id] = person;
        MailboxFactory.ForUser(tenant, person);
        return person;
    }

    static DirectoryUser Owner(SandboxTenant tenant, Mailbox mailbox) => tenant.State.Users[mailbox.OwnerId];

    /// <summary>A tenant that is taken up again may have a room of that name by now.</summary>
    static string Free(SandboxTenant tenant, string alias, string? domain = null)
    {
        for (var n = 1; ; n++)
            if ($"{alias}{(n == 1 ? "" : n)}@{domain ?? tenant.State.Domains[0]}" is var address && tenant.State.FindAddress(address) is null && tenant.State.FindUser(address) is null) return address;
    }
}
