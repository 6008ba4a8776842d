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
            checks.AddRange(Say(Request.Application, await Tenant.Consents.GetCredentialsAsync(ours.AppId, cancel).ConfigureAwait(false), CommandLine.Of("Update-TeemApplication", ("DisplayName", Request.Application))));
        if (Guid.TryParse(Tenant.Account, out var connected) && connected != ours?.AppId)
            checks.AddRange(Say(Tenant.Account, await Tenant.Consents.GetCredentialsAsync(connected, cancel).ConfigureAwait(false),
                $"Add-MgApplicationPassword -ApplicationId (Get-MgApplicationByAppId -AppId {connected}).Id"));
        foreach (var teem in await Facts.Teem.ConfigureAwait(false))
            checks.AddRange(Say(teem.Name, teem.Application.Credentials, "Ask Teem's support for its new one; it is shown in the Entra admin center: Enterprise applications, Single sign-on."));
        if (await Facts.Account.ConfigureAwait(false) is { } account) checks.Add(await SayAsync(account).ConfigureAwait(false));
        return checks.Count > 0 ? checks : [Pass("There is no application or account yet whose certificate, secret or password could expire.")];
    }

    /// <summary>Of each kind the one that lasts longest: an application is fine while one of them is valid.</summary>
    IEnumerable<Check> Say(string owner, IReadOnlyList<Credential> credentials, string remedy) => credentials.GroupBy(c => c.Kind).Select(kind => kind.MaxBy(c => c.EndsAt)!).Select(last =>
    {
        var cause = last.Kind == "secret" ? "Secret" : "Certificate";
        return (last.EndsAt - Tenant.Clock.GetUtcNow()) switch
        {
            var left when left <= TimeSpan.Zero => Fail($"The {last.Kind} of '{owner}' expired on {last.EndsAt:yyyy-MM-dd}.", $"{cause}Expired", remedy, owner),
            var left when left <= Soon => Manual($"The {last.Kind} of '{owner}' expires on {last.EndsAt:yyyy-MM-dd}, in {left.Days} days.", $"{cause}Expires", remedy, owner),
            _ => Pass($"The {last.Kind} of '{owner}' is valid until {last.EndsAt:yyyy-MM-dd}.", target: owner),
        };
    });

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
