using TeemCalendar.Core.Graph;
using TeemCalendar.Core.Planning;

namespace TeemCalendar.Core.Guide;

/// <summary>Certificates, secrets and passwords that are over, or soon will be: ours, Teem's, the connected application's and the service account's.</summary>
internal sealed class Expiry(PrerequisiteFacts facts) : Prerequisite(facts, "when certificates, secrets and passwords expire")
{
    static readonly TimeSpan Soon = TimeSpan.FromDays(30);
    // Microsoft's default where a domain sets nothing of its own (Graph, domain); the largest number means never.
    const int UsualPasswordDays = 90, Never = int.MaxValue;

    internal override async Task<IReadOnlyList<Check>> VerifyAsync(CancellationToken cancel)
    {
        var checks = new List<Check>();
        var ours = await Tenant.Applications.FindAsync(Request.Application, cancel).ConfigureAwait(false);
        if (ours is not null)
            checks.AddRange(Say(Request.Application, ours.Keys, ours.Secrets, CommandLine.Of("Update-TeemApplication", ("DisplayName", Request.Application))));
        if (Guid.TryParse(Tenant.Account, out var connected) && connected != ours?.AppId && await Tenant.Applications.FindAsync(connected, cancel).ConfigureAwait(false) is { } administering)
            checks.AddRange(Say(Tenant.Account, administering.Keys, administering.Secrets,
                $"Add-MgApplicationPassword -ApplicationId (Get-MgApplicationByAppId -AppId {connected}).Id"));
        foreach (var teem in await Facts.Teem.ConfigureAwait(false))
            checks.AddRange(Say(teem.Name, teem.Application.Keys, teem.Application.Secrets, "Ask Teem's support for its new one; it is shown in the Entra admin center: Enterprise applications, Single sign-on."));
        if (await Facts.Account.ConfigureAwait(false) is { } account) checks.Add(await SayAsync(account).ConfigureAwait(false));
        return checks.Count > 0 ? checks : [Pass("There is no application or account yet whose certificate, secret or password could expire.")];
    }

    /// <summary>Of each kind the one that lasts longest: an application is fine while one of them is valid.</summary>
    IEnumerable<Check> Say(string owner, IReadOnlyList<RegisteredKey> keys, IReadOnlyList<RegisteredSecret> secrets, string remedy)
    {
        if (keys.Max(k => k.EndsAt) is { } key) yield return Say(owner, "certificate", "Certificate", key, remedy);
        if (secrets.Max(s => s.EndsAt) is { } secret) yield return Say(owner, "secret", "Secret", secret, remedy);
    }

    Check Say(string owner, string kind, string cause, DateTimeOffset end, string remedy) => (end - Tenant.Clock.GetUtcNow()) switch
    {
        var left when left <= TimeSpan.Zero => Fail($"The {kind} of '{owner}' expired on {end:yyyy-MM-dd}.", $"{cause}Expired", remedy, owner),
        var left when left <= Soon => Manual($"The {kind} of '{owner}' expires on {end:yyyy-MM-dd}, in {left.Days} days.", $"{cause}Expires", remedy, owner),
        _ => Pass($"The {kind} of '{owner}' is valid until {end:yyyy-MM-dd}.", target: owner),
    };

    async Task<Check> SayAsync(AccountPassword account)
    {
        var login = Request.ServiceAccount;
        var remedy = $"Update-MgUser -UserId {CommandLine.Quoted(login)} -PasswordPolicies DisablePasswordExpiration";
        if (account.Synced) return Pass("The service account's password is ruled by the on-premises directory.", target: login);
        if (account.NeverExpires) return Pass($"The password of {login} does not expire.", target: login);
        var domain = login.Split('@')[^1];
        var days = (await Facts.Domains.ConfigureAwait(false)).FirstOrDefault(d => d.Name.Equals(domain, StringComparison.OrdinalIgnoreCase))?.PasswordDays ?? UsualPasswordDays;
        if (days == Never || account.SetAt is not { } set) return Pass($"Passwords in {domain} do not expire.", target: login);
        var ends = set.AddDays(days);
        return (ends - Tenant.Clock.GetUtcNow()) switch
        {
            var left when left <= TimeSpan.Zero => Fail($"The password of {login} expired on {ends:yyyy-MM-dd}; set a new one, and let it not expire.", "PasswordExpired", remedy, login),
            var left when left <= Soon => Manual($"The password of {login} expires on {ends:yyyy-MM-dd}, in {left.Days} days.", "PasswordExpires", remedy, login),
            _ => Manual($"The password of {login} expires on {ends:yyyy-MM-dd}: one day Teem would stop reading the rooms.", "PasswordExpires", remedy, login),
        };
    }
}
