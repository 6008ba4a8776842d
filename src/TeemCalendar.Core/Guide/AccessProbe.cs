using System.Text.Json;
using TeemCalendar.Core.Connection;
using TeemCalendar.Core.Exchange;
using TeemCalendar.Core.Graph;

namespace TeemCalendar.Core.Guide;

/// <summary>Tells "not yet" from "wrong" for an application: what Exchange would decide, past its cache, beside what it does decide when a calendar is opened.</summary>
/// <param name="tenant">The connection.</param>
/// <param name="principal">The application in this tenant.</param>
/// <param name="application">Its name.</param>
/// <param name="grantedAt">When the role was granted, where that is known.</param>
internal sealed class AccessProbe(Tenant tenant, EnterpriseApplication principal, string application, DateTimeOffset? grantedAt)
{
    // Microsoft: changes are subject to cache maintenance that varies between 30 minutes and 2 hours (application-rbac).
    static readonly TimeSpan Usually = TimeSpan.FromHours(2);

    /// <summary>A check for each mailbox that has to be reachable.</summary>
    internal async Task<IReadOnlyList<Check>> InsideAsync(IReadOnlyList<string> mailboxes, CancellationToken cancel)
    {
        var opened = await OpenAsync(mailboxes, cancel).ConfigureAwait(false);
        return await Task.WhenAll(mailboxes.Select(async mailbox =>
        {
            try
            {
                var decided = await DecideAsync(mailbox, cancel).ConfigureAwait(false);
                var check = new Check { Chapter = "Impersonation", Target = mailbox, Status = CheckStatus.Pass, Evidence = CheckEvidence.Authorised, Detail = "", Since = grantedAt };
                if (!decided.InScope)
                    return decided.Roles == 0
                        ? check with { Status = CheckStatus.Fail, Detail = $"'{application}' has no calendar role.", Cause = "NotGranted", Remedy = "Grant-TeemImpersonation" }
                        : check with { Status = CheckStatus.Fail, Detail = $"{mailbox} is outside the scope {decided.Scope} of '{application}'.", Cause = "OutOfScope", Remedy = $"Is it a room? Get-TeemRoom -Mailbox {mailbox}" };
                return opened.GetValueOrDefault(mailbox, "") switch
                {
                    null => check with { Evidence = CheckEvidence.Proven, Detail = $"'{application}' opened its calendar; it is inside {decided.Scope}." },
                    "" => check with { Detail = $"Exchange authorises '{application}' ({decided.Scope}); nobody tried, since no certificate of it is on this computer." },
                    "ErrorAccessDenied" => check with
                    {
                        Status = CheckStatus.Pending,
                        Detail = $"Exchange authorises '{application}', and does not let it in yet{(grantedAt is null ? "; when it was granted is not recorded" : "")}.",
                        UsuallyBy = grantedAt + Usually,
                        Remedy = "Wait: it is usually effective within 30 minutes to 2 hours.",
                    },
                    var code => check with { Status = CheckStatus.Fail, Detail = $"'{application}' is authorised, and its calendar does not open ({code}).", Cause = code, Remedy = $"Get-TeemRoom -Mailbox {mailbox}" },
                };
            }
            catch (TeemException error)
            {
                return new Check { Chapter = "Impersonation", Target = mailbox, Status = CheckStatus.Fail, Detail = error.Message, Cause = error.Id, Remedy = error.Remedy };
            }
        })).ConfigureAwait(false);
    }

    /// <summary>The check that a mailbox cannot be reached: a scope that lets everything in is none.</summary>
    internal async Task<Check> OutsideAsync(string mailbox, CancellationToken cancel)
    {
        var opened = (await OpenAsync([mailbox], cancel).ConfigureAwait(false)).GetValueOrDefault(mailbox, "");
        var decided = await DecideAsync(mailbox, cancel).ConfigureAwait(false);
        var check = new Check { Chapter = "Impersonation", Target = mailbox, Status = CheckStatus.Pass, Evidence = CheckEvidence.Authorised, Detail = $"Outside, as it should be: '{application}' may not open this mailbox's calendar.", Since = grantedAt };
        if (decided.InScope || opened is null)
            return check with
            {
                Status = CheckStatus.Fail, Evidence = opened is null ? CheckEvidence.Proven : CheckEvidence.Authorised, Detail = $"'{application}' reaches beyond rooms: it may open the calendar of {mailbox}.",
                Cause = decided.InScope ? "SecondAssignment" : "TenantWideConsent", Remedy = "Take the wider permission away: Entra's consents and Exchange's roles add up.",
            };
        return opened == "ErrorAccessDenied" ? check with { Evidence = CheckEvidence.Proven } : check;
    }

    /// <summary>By mailbox: null when it opened, Graph's error code when not; empty when nobody could try.</summary>
    async Task<IReadOnlyDictionary<string, string?>> OpenAsync(IReadOnlyList<string> mailboxes, CancellationToken cancel)
    {
        var registered = await tenant.Applications.FindAsync(principal.AppId, cancel).ConfigureAwait(false);
        if (registered is null || Applications.UsableThumbprint(tenant, registered) is not { } thumbprint) return new Dictionary<string, string?>();
        var access = await tenant.OpenCalendarsAsync(new CalendarAccount
        {
            Login = application, EmailAddress = application, AccessMode = AccessMode.Impersonation, ApplicationId = principal.AppId, CertificateThumbprint = thumbprint,
            State = CalendarAccountState.Active, VerifiedAt = tenant.Clock.GetUtcNow(),
        }, cancel).ConfigureAwait(false);
        return await access.Probe.TryAsync(mailboxes, cancel).ConfigureAwait(false);
    }

    /// <summary>What Exchange would decide for one mailbox.</summary>
    internal async Task<(bool InScope, int Roles, string Scope)> DecideAsync(string mailbox, CancellationToken cancel)
    {
        var roles = (await AskAsync(mailbox, cancel).ConfigureAwait(false))
            .Where(r => DefeatedScope.OpensCalendars(r.Text("RoleName"))).ToList();
        var inside = roles.Where(r => r.Flag("InScope") == true).ToList();
        return (inside.Count > 0, roles.Count, string.Join(", ", (inside.Count > 0 ? inside : roles).Select(r => $"'{r.Text("AllowedResourceScope")}'").Distinct()));
    }

    async Task<IReadOnlyList<JsonElement>> AskAsync(string mailbox, CancellationToken cancel)
    {
        try { return (await tenant.Exchange.InvokeAsync(AccessCommands.TestAuthorization(principal.Id, mailbox), cancel).ConfigureAwait(false)).Rows; }
        catch (ExchangeException missing) when (missing.Is("ManagementObjectNotFoundException")) { throw RoomFinder.Missing(mailbox); }
    }
}
