using System.Security.Cryptography;
using TeemCalendar.Core.Connection;
using TeemCalendar.Core.Exchange;
using TeemCalendar.Core.Graph;
using TeemCalendar.Core.Planning;

namespace TeemCalendar.Core.Guide;

/// <summary>What is wanted of the service account.</summary>
internal sealed record ServiceAccountRequest
{
    /// <summary>The name that it has when nobody chose another.</summary>
    internal const string UsualName = "Teem calendar service";
    /// <summary>Its sign-in name.</summary>
    internal required string UserPrincipalName { get; init; }
    /// <summary>The name that people see; null for the usual one at a new account, and for the one that it has otherwise.</summary>
    internal string? DisplayName { get; init; }
    /// <summary>Two-letter country; null for the organization's own.</summary>
    internal string? UsageLocation { get; init; }
    /// <summary>The licence's part number; null for the smallest one with Exchange that is free.</summary>
    internal string? LicenceSku { get; init; }
    /// <summary>A group that gives the licence, by name or id, in the place of a licence of its own.</summary>
    internal string? LicenceGroup { get; init; }
    /// <summary>The password; null to make one.</summary>
    internal string? Password { get; init; }
}

/// <summary>"Create a user account for Teem to access the server": an account with a mailbox and a licence for it.</summary>
internal sealed class ServiceAccounts(Tenant tenant, ServiceAccountRequest wanted) : Chapter<ServiceAccounts.Observed>("ServiceAccount", "Service account")
{
    /// <param name="Account">The account, when it is there.</param>
    /// <param name="Licences">What the tenant bought.</param>
    /// <param name="Federated">The domains whose people sign in elsewhere.</param>
    /// <param name="Group">The group that is to give the licence.</param>
    /// <param name="IsMember">Whether the account is in it.</param>
    internal sealed record Observed(DirectoryAccount? Account, IReadOnlyList<LicenceStock> Licences, IReadOnlyList<string> Federated, LicenceGroup? Group, bool IsMember);

    const string NeverExpires = "DisablePasswordExpiration";

    string Login => wanted.UserPrincipalName;

    bool mayBeThere;

    /// <summary>The password of a new account; null before that, and for an account that was there.</summary>
    internal string? Password { get; private set; }

    protected override async Task<Observed> ReadAsync(CancellationToken cancel)
    {
        var (account, licences, domains) = (tenant.Directory.FindAccountAsync(Login, cancel), tenant.Directory.GetLicencesAsync(cancel), tenant.Exchange.InvokeAsync(AccessCommands.GetAcceptedDomains(), cancel));
        var group = wanted.LicenceGroup is { } name ? await tenant.Directory.FindGroupAsync(name, cancel).ConfigureAwait(false) : null;
        var found = await account.ConfigureAwait(false);
        return new(found, await licences.ConfigureAwait(false),
            [.. (await domains.ConfigureAwait(false)).Rows.Where(d => d.Text("AuthenticationType") == "Federated").Select(d => d.Text("DomainName") ?? d.Text("Name")).OfType<string>()],
            group, group is not null && found is not null && await tenant.Directory.IsMemberAsync(group.Id, found.Id, cancel).ConfigureAwait(false));
    }

    protected override string Found(Observed observed) => observed.Account is null ? $"{Login} is not there." : $"{Login} is there{(Licensed(observed) ? " and licensed for Exchange" : ", without a licence for Exchange")}.";

    static bool Licensed(Observed observed) => observed.Account is { } account && observed.Licences.Any(l => account.Licences.Contains(l.Sku) && l.BringsMailbox(account.DisabledPlans));

    protected override IEnumerable<GuideStep> Plan(Observed observed, IReadOnlySet<string> expected, List<TeemException> problems)
    {
        var domain = Login.Split('@')[^1];
        if (!Login.Contains('@', StringComparison.Ordinal) || !tenant.AcceptedDomains.Contains(domain, StringComparer.OrdinalIgnoreCase))
        {
            problems.Add(new("DomainNotAccepted", TeemErrorKind.InvalidInput, $"{Login} is not in a domain of this tenant.", Login, $"Its domains are {string.Join(", ", tenant.AcceptedDomains)}."));
            return [];
        }
        if (observed.Account is null && observed.Federated.Contains(domain, StringComparer.OrdinalIgnoreCase))
        {
            problems.Add(new("DomainFederated", TeemErrorKind.NotSupported, $"{domain} is federated: its accounts come from the organization's own directory and sign in at its own identity provider, where a service's sign-in cannot be set up from here.", Login,
                $"Take a managed domain: {string.Join(", ", tenant.AcceptedDomains.Except(observed.Federated, StringComparer.OrdinalIgnoreCase))}."));
            return [];
        }
        var location = wanted.UsageLocation ?? observed.Account?.UsageLocation ?? tenant.Organization.Country;
        var steps = new List<GuideStep>();
        if (observed.Account is not { } account)
        {
            if (location is null) { problems.Add(NoLocation()); return []; }
            steps.Add(Creating(location));
        }
        else
        {
            if (location is null && !Licensed(observed)) { problems.Add(NoLocation()); return []; }
            if (Correction(account) is { } correction) steps.Add(correction);
            if (location is not null && location != account.UsageLocation)
                steps.Add(new(Change(Keys.UsageLocation(Login), Login, account.UsageLocation is null ? "Set the usage location" : "Change the usage location", [new("UsageLocation", account.UsageLocation, location)], "A licence is refused without it."), [],
                    cancel => tenant.Directory.UpdateAccountAsync(Login, [new("usageLocation", location)], cancel)));
        }
        if ((wanted.LicenceGroup is null ? Licence(observed, problems) : Membership(observed, problems)) is { } licence) steps.Add(licence);
        if (observed.Account is { Synced: true } && (steps.Count > 0 || problems.Count > 0))
        {
            problems.Clear();
            problems.Add(new("AccountSynced", TeemErrorKind.NotSupported, $"{Login} is synchronised from an on-premises directory{(steps.Count > 0 ? $", and {string.Join("; ", steps.SelectMany(s => s.Change.Differences))} would have to change" : "")}.", Login,
                "Change it where it is managed, or use a cloud account."));
            return [];
        }
        return steps;
    }

    GuideStep Creating(string location)
    {
        var name = wanted.DisplayName ?? ServiceAccountRequest.UsualName;
        return new(Change(Keys.ServiceAccount(Login), Login, "Create the service account",
            [new("DisplayName", null, name), new("UsageLocation", null, location), new("PasswordPolicies", null, NeverExpires)]), [], async cancel =>
        {
            // The same at every try, and known before the first: where an answer is lost the account may be there.
            var password = Password ??= wanted.Password ?? MakePassword();
            try { await tenant.Directory.CreateAccountAsync(Login, name, location, password, cancel).ConfigureAwait(false); }
            catch (TeemException error) when (!(mayBeThere |= error.Kind is TeemErrorKind.InDoubt or TeemErrorKind.Unavailable))
            {
                Password = null;
                if (wanted.Password is null || error is not { Id: "GraphRefused", Remedy: null }) throw;
                throw new TeemException(error.Id, error.Kind, error.Message, error.Target, "Where it is the password that is refused: leave -Password out, and a long random one is made.", error.RequestId, error);
            }
        });
    }

    /// <summary>What of an account that is there is not as a service needs it, or as it was asked for.</summary>
    GuideStep? Correction(DirectoryAccount account)
    {
        var differences = new List<Difference>();
        if (wanted.DisplayName is { } name && name != account.DisplayName) differences.Add(new("DisplayName", account.DisplayName, name));
        if (!(account.PasswordPolicies ?? "").Contains(NeverExpires, StringComparison.OrdinalIgnoreCase))
            differences.Add(new("PasswordPolicies", account.PasswordPolicies, account.PasswordPolicies is null or "" or "None" ? NeverExpires : $"{account.PasswordPolicies}, {NeverExpires}"));
        if (!account.Enabled) differences.Add(new("AccountEnabled", "False", "True"));
        return differences.Count == 0 ? null : new(Change(Keys.AccountProperties(Login), Login, "Correct the account", differences, "A service signs in with it: its password may not expire, and its sign-in may not be blocked."), [],
            cancel => tenant.Directory.UpdateAccountAsync(Login, differences.Select(d => Property(d.Property, d.After)), cancel));
    }

    /// <summary>A property as Graph takes it: text came from a difference.</summary>
    internal static KeyValuePair<string, object?> Property(string name, string? value) =>
        new(char.ToLowerInvariant(name[0]) + name[1..], name == "AccountEnabled" ? value == "True" : value);

    GuideStep? Licence(Observed observed, List<TeemException> problems)
    {
        var account = observed.Account;
        var has = observed.Licences.Where(l => account?.Licences.Contains(l.Sku) == true && l.HasExchange).ToList();
        if (has.Find(l => !l.BringsMailbox(account!.DisabledPlans)) is { } off && !Licensed(observed))
        {
            problems.Add(new("ExchangePlanDisabled", TeemErrorKind.Conflict, $"{Login} has the licence {off.PartNumber}, and Exchange Online is switched off in it.", Login, "Switch the service Exchange Online on: Microsoft 365 admin center, the account, Licenses and apps."));
            return null;
        }
        if (Licensed(observed) && (wanted.LicenceSku is null || has.Exists(l => l.PartNumber.Equals(wanted.LicenceSku, StringComparison.OrdinalIgnoreCase)))) return null;
        var licence = wanted.LicenceSku is { } sku
            ? observed.Licences.FirstOrDefault(l => l.PartNumber.Equals(sku, StringComparison.OrdinalIgnoreCase))
            // A plan of its own first, the cheapest; then whatever has Exchange in it.
            : observed.Licences.Where(l => l.HasExchange && l.Free > 0).OrderBy(l => l.PartNumber switch { "EXCHANGESTANDARD" => 0, "EXCHANGEENTERPRISE" => 1, _ => 2 }).ThenBy(l => l.Plans.Count).FirstOrDefault();
        if (licence is null or { HasExchange: false } or { Free: <= 0 })
        {
            problems.Add(NoLicence(observed, wanted.LicenceSku, licence));
            return null;
        }
        string[] after = [Keys.ServiceAccount(Login), Keys.UsageLocation(Login)];
        if (has.Count == 0)
            return new(Change(Keys.Licence(Login), Login, "Give it a licence with a mailbox", [new("Licence", null, licence.PartNumber)]), after, cancel => tenant.Directory.AssignLicenceAsync(Login, licence.Sku, cancel));
        // Exchange's plans exclude each other; both change in one request, which the mailbox outlives.
        if (has.Find(l => account!.Assignments.Any(a => a.Sku == l.Sku && a.Group is not null)) is { } inherited)
        {
            problems.Add(new("LicenceInherited", TeemErrorKind.Conflict, $"{Login} has {inherited.PartNumber} from a group, and Exchange's plans exclude each other: {licence.PartNumber} cannot be given beside it.", Login, "Take it out of that group, or leave -LicenseSku out."));
            return null;
        }
        return new(Change(Keys.Licence(Login), Login, "Exchange its licence", [new("Licence", string.Join(", ", has.Select(l => l.PartNumber)), licence.PartNumber)],
            "Its mailbox stays; what else came with the licence before goes with it.", ChangeImpact.High), after, cancel => tenant.Directory.AssignLicenceAsync(Login, licence.Sku, cancel, [.. has.Select(l => l.Sku)]));
    }

    TeemException NoLicence(Observed observed, string? asked, LicenceStock? found)
    {
        var counts = string.Join("; ", observed.Licences.Where(l => l.HasExchange).Select(l => $"{l.PartNumber}: {l.Bought} bought, {l.Bought - l.Free} in use, {Math.Max(0, l.Free)} free"));
        var why = asked is null ? "No licence with an Exchange mailbox is free"
            : found is null ? $"This tenant has no licence {asked}"
            : !found.HasExchange ? $"{asked} has no Exchange mailbox that Teem can use (Exchange Online Plan 1 or 2; Kiosk is none)"
            : $"No licence {asked} is free";
        return new("NoLicence", TeemErrorKind.NotFound, $"{why}{(counts.Length > 0 ? $" ({counts})" : "; the tenant bought none with Exchange Online Plan 1 or 2")}.", Login,
            observed.Licences.Any(l => l.HasExchange && l.Free > 0) ? "Give -LicenseSku one that is free, or leave it out: the smallest that is free is taken." : "Buy or free a licence with Exchange Online Plan 1 or 2.");
    }

    /// <summary>The account put into the group that gives licences; null when it is in it, or cannot be.</summary>
    GuideStep? Membership(Observed observed, List<TeemException> problems)
    {
        if (observed.Group is not { } group)
        {
            problems.Add(new("LicenceGroupNotFound", TeemErrorKind.NotFound, $"There is no group '{wanted.LicenceGroup}'.", Login, "Give the name or the id of a security group that has a licence with Exchange Online Plan 1 or 2."));
            return null;
        }
        var licences = observed.Licences.Where(l => group.Licences.Contains(l.Sku)).ToList();
        if (observed.Account is { } account && LicenceError(account, group) is { } error)
        {
            problems.Add(error);
            return null;
        }
        if (observed.IsMember) return null;
        TeemException? refused =
            group.IsDynamic ? new("LicenceGroupDynamic", TeemErrorKind.NotSupported, $"A rule chooses the members of '{group.Name}'; nobody can be put into it.", Login, "Take a group with assigned members, or change the account so that the rule chooses it.")
            : group.Synced ? new("LicenceGroupSynced", TeemErrorKind.NotSupported, $"The members of '{group.Name}' are chosen in an on-premises directory.", Login, "Take a group of the cloud.")
            : !licences.Exists(l => l.BringsMailbox(group.DisabledPlans)) ? new("LicenceGroupWithoutExchange", TeemErrorKind.InvalidInput,
                $"'{group.Name}' gives {(licences.Count == 0 ? "no licence" : string.Join(", ", licences.Select(l => l.PartNumber)))}, and no Exchange Online Plan 1 or 2.", Login, "Give that licence to the group, or take another group.")
            : !Licensed(observed) && licences.Where(l => l.BringsMailbox(group.DisabledPlans)).All(l => l.Free <= 0) ? NoLicence(observed, licences.First(l => l.HasExchange).PartNumber, licences.First(l => l.HasExchange))
            : null;
        if (refused is not null)
        {
            problems.Add(refused);
            return null;
        }
        return new(Change(Keys.LicenceGroup(Login), Login, "Put it into the group that gives the licence", [new("LicenceGroup", null, group.Name)], "The directory gives the licence in the background, usually within minutes."),
            [Keys.ServiceAccount(Login), Keys.UsageLocation(Login)], async cancel =>
        {
            var member = await tenant.Directory.FindAccountAsync(Login, cancel).ConfigureAwait(false) ?? throw Missing(Login);
            await tenant.Directory.AddMemberAsync(group.Id, member.Id, cancel).ConfigureAwait(false);
        });
    }

    /// <summary>What stands in the way of a group's licence, by Graph's names of it (licenseAssignmentState); null when nothing does.</summary>
    static TeemException? LicenceError(DirectoryAccount account, LicenceGroup group)
    {
        if (account.Assignments.FirstOrDefault(a => a.Group == group.Id && a.Error is not null)?.Error is not { } error) return null;
        var (why, remedy) = error switch
        {
            "CountViolation" => ("none is free", "Buy or free one; the directory then gives it by itself."),
            "MutuallyExclusiveViolation" => ("another licence of the account has a service plan that excludes it", "Take the other licence away, then reprocess the account's licences in the Entra admin center."),
            "DependencyViolation" => ("it needs a service plan that the account has not", "Give the account or the group the licence that it depends on."),
            "ProhibitedInUsageLocationViolation" => ("it cannot be used in the account's country", "Give another -UsageLocation."),
            "UniquenessViolation" => ("an address of the account is another's too", "Find who else has the address, and change one of them."),
            _ => ("the directory does not say why", "See the account's licences in the Entra admin center."),
        };
        return new("LicenceGroupError", TeemErrorKind.Conflict, $"{account.UserPrincipalName} is in '{group.Name}' and does not get its licence: {why} ({error}).", account.UserPrincipalName, remedy);
    }

    /// <summary>Waits until the directory has given the licence of a group.</summary>
    /// <exception cref="TeemException">Something stands in its way, or it takes longer than it ever should.</exception>
    internal static async Task WaitForLicenceAsync(Tenant tenant, string login, string licenceGroup, Action<DateTimeOffset> stillWaiting, CancellationToken cancel)
    {
        var since = tenant.Clock.GetUtcNow();
        while (await tenant.Directory.FindGroupAsync(licenceGroup, cancel).ConfigureAwait(false) is { } group && await tenant.Directory.FindAccountAsync(login, cancel).ConfigureAwait(false) is { } account)
        {
            if (LicenceError(account, group) is { } error) throw error;
            if (account.Assignments.Any(a => a.Group == group.Id)) return;
            if (tenant.Clock.GetUtcNow() - since > MailboxPatience)
                throw new TeemException("LicenceNotGiven", TeemErrorKind.Unavailable, $"The directory has not given {login} the licence of '{group.Name}' within {MailboxPatience.TotalMinutes} minutes.", login,
                    "See the group's licences in the Entra admin center, and run the command again later.");
            stillWaiting(since);
            await Task.Delay(MailboxInterval, tenant.Clock, cancel).ConfigureAwait(false);
        }
    }

    TeemException NoLocation() => new("UsageLocationMissing", TeemErrorKind.InvalidInput, $"{Login} needs a usage location, and the organization has no country.", Login, "Give -UsageLocation a two-letter country code.");

    public override async Task<IReadOnlyList<Check>> VerifyAsync(CancellationToken cancel)
    {
        var account = await ReadAccountAsync(tenant, Login, cancel).ConfigureAwait(false);
        if (account is null) return [Fail(Login, $"{Login} is not there.", "AccountMissing", CommandLine.Of("New-TeemServiceAccount", ("UserPrincipalName", Login)))];
        if (!account.Enabled) return [Fail(Login, $"The sign-in of {Login} is blocked.", "AccountDisabled", "Unblock it in the admin center.")];
        return account.Mailbox switch
        {
            MailboxState.Ready => [Pass(Login, $"It is there, with the mailbox {account.EmailAddress} ({string.Join(", ", account.Licences)}).")],
            MailboxState.Provisioning => [new Check { Chapter = Name, Target = Login, Status = CheckStatus.Pending, Detail = "It is licensed, and Exchange is making its mailbox.", Remedy = "Wait some minutes, then check again." }],
            _ => [Fail(Login, "It has no licence with an Exchange mailbox.", "LicenceMissing", CommandLine.Of("New-TeemServiceAccount", ("UserPrincipalName", Login)))],
        };
    }

    internal static TeemException Missing(string login) =>
        new("AccountNotFound", TeemErrorKind.NotFound, $"There is no account {login}.", login, CommandLine.Of("New-TeemServiceAccount", ("UserPrincipalName", login)));

    internal static TeemException LicenceGone(string login) =>
        new("LicenceMissing", TeemErrorKind.Conflict, $"The licence of {login} was taken away while its mailbox was made.", login, "Find out who did; then run the command again: it gives a licence again.");

    /// <summary>The account as it is, or null.</summary>
    internal static async Task<ServiceAccount?> ReadAccountAsync(Tenant tenant, string login, CancellationToken cancel)
    {
        var found = await tenant.Directory.FindAccountAsync(login, cancel).ConfigureAwait(false);
        if (found is null) return null;
        var licences = (await tenant.Directory.GetLicencesAsync(cancel).ConfigureAwait(false)).Where(l => found.Licences.Contains(l.Sku)).ToList();
        string? address = null;
        try
        {
            var rows = (await tenant.Exchange.InvokeAsync(RoomCommands.GetMailbox(login), cancel).ConfigureAwait(false)).Rows;
            if (rows.Count > 0) address = rows[0].Text("PrimarySmtpAddress");
        }
        catch (ExchangeException missing) when (missing.Is("ManagementObjectNotFoundException")) { /* no mailbox, or none yet */ }
        return new ServiceAccount
        {
            UserPrincipalName = found.UserPrincipalName,
            Id = found.Id,
            DisplayName = found.DisplayName,
            EmailAddress = address,
            Mailbox = address is not null ? MailboxState.Ready : licences.Any(l => l.BringsMailbox(found.DisabledPlans)) ? MailboxState.Provisioning : MailboxState.None,
            Licences = [.. licences.Select(l => l.PartNumber)],
            UsageLocation = found.UsageLocation,
            Enabled = found.Enabled,
        };
    }

    /// <summary>Waits until Exchange has made the mailbox of a licensed account.</summary>
    /// <param name="tenant">The connection.</param>
    /// <param name="login">The account.</param>
    /// <param name="stillWaiting">Told before each wait since when it is waited.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <returns>The account: with its mailbox, or without a licence that would bring one; null when it is not there.</returns>
    /// <exception cref="TeemException">It takes longer than it ever should.</exception>
    internal static async Task<ServiceAccount?> WaitForMailboxAsync(Tenant tenant, string login, Action<DateTimeOffset> stillWaiting, CancellationToken cancel)
    {
        var since = tenant.Clock.GetUtcNow();
        while (true)
        {
            var account = await ReadAccountAsync(tenant, login, cancel).ConfigureAwait(false);
            if (account is not { Mailbox: MailboxState.Provisioning }) return account;
            if (tenant.Clock.GetUtcNow() - since > MailboxPatience)
                throw new TeemException("MailboxNotReady", TeemErrorKind.Unavailable, $"Exchange has not made the mailbox of {login} within {MailboxPatience.TotalMinutes} minutes.", login,
                    $"Look again later with Get-TeemServiceAccount -UserPrincipalName {login}; after a day ask Microsoft's support.");
            stillWaiting(since);
            await Task.Delay(MailboxInterval, tenant.Clock, cancel).ConfigureAwait(false);
        }
    }

    // A mailbox takes minutes as a rule; asking more often makes it no sooner.
    static readonly TimeSpan MailboxInterval = TimeSpan.FromSeconds(15), MailboxPatience = TimeSpan.FromMinutes(60);

    /// <summary>32 characters of four kinds, at least one of each, as the directory's complexity rule wants; some 190 bits.</summary>
    static string MakePassword()
    {
        string[] kinds = ["ABCDEFGHJKLMNPQRSTUVWXYZ", "abcdefghijkmnopqrstuvwxyz", "23456789", "!#$%*+-.=?@_"];
        var characters = kinds.Select(k => k[RandomNumberGenerator.GetInt32(k.Length)]).Concat(RandomNumberGenerator.GetItems<char>(string.Concat(kinds), 28)).ToArray();
        RandomNumberGenerator.Shuffle<char>(characters);
        return new string(characters);
    }
}
