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
    internal string DisplayName { get; init; } = UsualName;
    /// <summary>Two-letter country; null for the organization's own.</summary>
    internal string? UsageLocation { get; init; }
    /// <summary>The licence's part number; null for the smallest one with Exchange that is free.</summary>
    internal string? LicenceSku { get; init; }
    /// <summary>The password; null to make one.</summary>
    internal string? Password { get; init; }
}

/// <summary>"Create a user account for Teem to access the server": an account with a mailbox and a licence for it.</summary>
internal sealed class ServiceAccounts(Tenant tenant, ServiceAccountRequest wanted) : Chapter<ServiceAccounts.Observed>("ServiceAccount", "Service account")
{
    internal sealed record Observed(DirectoryAccount? Account, IReadOnlyList<LicenceStock> Licences);

    string Login => wanted.UserPrincipalName;

    bool mayBeThere;

    /// <summary>The password of a new account; null before that, and for an account that was there.</summary>
    internal string? Password { get; private set; }

    protected override async Task<Observed> ReadAsync(CancellationToken cancel) =>
        new(await tenant.Directory.FindAccountAsync(Login, cancel).ConfigureAwait(false), await tenant.Directory.GetLicencesAsync(cancel).ConfigureAwait(false));

    protected override string Found(Observed observed) => observed.Account is null ? $"{Login} is not there." : $"{Login} is there{(Licensed(observed) ? " and licensed for Exchange" : ", without a licence for Exchange")}.";

    static bool Licensed(Observed observed) => observed.Account is { } account && observed.Licences.Any(l => l.HasExchange && account.Licences.Contains(l.Sku));

    protected override IEnumerable<GuideStep> Plan(Observed observed, IReadOnlySet<string> expected, List<TeemException> problems)
    {
        var domain = Login.Split('@')[^1];
        if (!Login.Contains('@', StringComparison.Ordinal) || !tenant.AcceptedDomains.Contains(domain, StringComparer.OrdinalIgnoreCase))
        {
            problems.Add(new("DomainNotAccepted", TeemErrorKind.InvalidInput, $"{Login} is not in a domain of this tenant.", Login, $"Its domains are {string.Join(", ", tenant.AcceptedDomains)}."));
            yield break;
        }
        if (observed.Account is { Synced: true } && !Licensed(observed))
        {
            problems.Add(new("AccountSynced", TeemErrorKind.NotSupported, $"{Login} is synchronised from an on-premises directory.", Login, "Give it its licence where it is managed, or use a cloud account."));
            yield break;
        }

        var location = observed.Account?.UsageLocation ?? wanted.UsageLocation ?? tenant.Organization.Country;
        if (observed.Account is null)
        {
            if (location is null) { problems.Add(NoLocation()); yield break; }
            yield return new(Change(Keys.ServiceAccount(Login), Login, "Create the service account",
                [new("DisplayName", null, wanted.DisplayName), new("UsageLocation", null, location), new("PasswordPolicies", null, "DisablePasswordExpiration")]), [], async cancel =>
            {
                // The same at every try, and known before the first: where an answer is lost the account may be there.
                var password = Password ??= wanted.Password ?? MakePassword();
                try { await tenant.Directory.CreateAccountAsync(Login, wanted.DisplayName, location, password, cancel).ConfigureAwait(false); }
                catch (TeemException error) when (!(mayBeThere |= error.Kind is TeemErrorKind.InDoubt or TeemErrorKind.Unavailable))
                {
                    Password = null;
                    throw;
                }
            });
        }
        else if (observed.Account.UsageLocation is null)
        {
            if (location is null) { problems.Add(NoLocation()); yield break; }
            yield return new(Change(Keys.UsageLocation(Login), Login, "Set the usage location", [new("UsageLocation", null, location)], "A licence is refused without it."), [],
                cancel => tenant.Directory.SetUsageLocationAsync(Login, location, cancel));
        }

        if (Licensed(observed)) yield break;
        var licence = wanted.LicenceSku is { } sku
            ? observed.Licences.FirstOrDefault(l => l.PartNumber.Equals(sku, StringComparison.OrdinalIgnoreCase))
            // A plan of its own first, the cheapest; then whatever has Exchange in it.
            : observed.Licences.Where(l => l.HasExchange && l.Free > 0).OrderBy(l => l.PartNumber switch { "EXCHANGESTANDARD" => 0, "EXCHANGEENTERPRISE" => 1, _ => 2 }).ThenBy(l => l.Plans.Count).FirstOrDefault();
        if (licence is null or { HasExchange: false } or { Free: <= 0 })
        {
            problems.Add(new("NoLicence", TeemErrorKind.NotFound, wanted.LicenceSku is null ? "No licence with an Exchange mailbox is free." : $"{wanted.LicenceSku} is not there, has no Exchange mailbox (Kiosk has none that Teem can use), or none is free.",
                Login, "Buy or free a licence with Exchange Online Plan 1 or 2."));
            yield break;
        }
        yield return new(Change(Keys.Licence(Login), Login, "Give it a licence with a mailbox", [new("Licence", null, licence.PartNumber)]),
            [Keys.ServiceAccount(Login), Keys.UsageLocation(Login)], cancel => tenant.Directory.AssignLicenceAsync(Login, licence.Sku, cancel));
    }

    TeemException NoLocation() => new("UsageLocationMissing", TeemErrorKind.InvalidInput, $"{Login} needs a usage location, and the organization has no country.", Login, "Give -UsageLocation a two-letter country code.");

    public override async Task<IReadOnlyList<Check>> VerifyAsync(CancellationToken cancel)
    {
        var account = await ReadAccountAsync(tenant, Login, cancel).ConfigureAwait(false);
        if (account is null) return [Fail(Login, $"{Login} is not there.", "AccountMissing", $"New-TeemServiceAccount -UserPrincipalName {Login}")];
        if (!account.Enabled) return [Fail(Login, $"The sign-in of {Login} is blocked.", "AccountDisabled", "Unblock it in the admin center.")];
        return account.Mailbox switch
        {
            MailboxState.Ready => [Pass(Login, $"It is there, with the mailbox {account.EmailAddress} ({string.Join(", ", account.Licences)}).")],
            MailboxState.Provisioning => [new Check { Chapter = Name, Target = Login, Status = CheckStatus.Pending, Detail = "It is licensed, and Exchange is making its mailbox.", Remedy = "Wait some minutes, then check again." }],
            _ => [Fail(Login, "It has no licence with an Exchange mailbox.", "LicenceMissing", $"New-TeemServiceAccount -UserPrincipalName {Login}")],
        };
    }

    internal static TeemException Missing(string login) =>
        new("AccountNotFound", TeemErrorKind.NotFound, $"There is no account {login}.", login, $"New-TeemServiceAccount -UserPrincipalName {login}");

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
            Mailbox = address is not null ? MailboxState.Ready : licences.Any(l => l.HasExchange) ? MailboxState.Provisioning : MailboxState.None,
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
