using TeemCalendar.Core.Connection;
using TeemCalendar.Core.Exchange;
using TeemCalendar.Core.Graph;
using TeemCalendar.Core.Planning;

namespace TeemCalendar.Core.Guide;

/// <summary>Tells "not yet" from "wrong" for an application: what Exchange would decide, past its cache, beside what it does decide when a calendar is opened.</summary>
/// <param name="tenant">The connection.</param>
/// <param name="principal">The application in this tenant.</param>
/// <param name="application">Its name.</param>
/// <param name="grant">The grant that is meant, with when it was made where that is recorded; null when there is none.</param>
internal sealed class AccessProbe(Tenant tenant, EnterpriseApplication principal, string application, AccessGrant? grant)
{
    /// <summary>Microsoft: changes are subject to cache maintenance that varies between 30 minutes and 2 hours (application-rbac).</summary>
    internal static readonly TimeSpan Usually = TimeSpan.FromHours(2);

    /// <summary>A role that opens calendars, and whether a mailbox is inside its scope.</summary>
    internal sealed record Decided(string Role, string Scope, bool InScope);

    /// <summary>A check for each mailbox that has to be reachable.</summary>
    internal async Task<IReadOnlyList<Check>> InsideAsync(IReadOnlyList<string> mailboxes, CancellationToken cancel)
    {
        var opened = await OpenAsync(mailboxes, fresh: false, cancel).ConfigureAwait(false);
        return await Task.WhenAll(mailboxes.Select(async mailbox =>
        {
            try
            {
                var roles = await AskAsync(mailbox, cancel).ConfigureAwait(false);
                var inside = roles.Where(r => r.InScope).ToList();
                var where = string.Join(", ", (inside.Count > 0 ? inside : roles).Select(r => $"'{r.Scope}'").Distinct());
                var check = new Check { Chapter = "Impersonation", Target = mailbox, Status = CheckStatus.Pass, Evidence = CheckEvidence.Authorised, Detail = "", Since = grant?.GrantedAt };
                if (inside.Count == 0)
                    return roles.Count == 0
                        ? check with { Status = CheckStatus.Fail, Detail = $"'{application}' has no calendar role.", Cause = "NotGranted", Remedy = CommandLine.Of("Grant-TeemImpersonation", ("Application", Named)) }
                        : OutOfScope(check with { Status = CheckStatus.Fail, Cause = "OutOfScope" }, where, roles);
                return opened.GetValueOrDefault(mailbox, "") switch
                {
                    null => check with { Evidence = CheckEvidence.Proven, Detail = $"'{application}' opened its calendar; it is inside {where}." },
                    "" => check with { Detail = $"Exchange authorises '{application}' ({where}); nobody tried, since no certificate of it is on this computer." },
                    "ErrorAccessDenied" => Pending(check),
                    var code => check with { Status = CheckStatus.Fail, Detail = $"'{application}' is authorised, and its calendar does not open ({code}).", Cause = code, Remedy = CommandLine.Of("Get-TeemRoom", ("Mailbox", mailbox)) },
                };
            }
            catch (TeemException error)
            {
                return new Check { Chapter = "Impersonation", Target = mailbox, Status = CheckStatus.Fail, Detail = error.Message, Cause = error.Id, Remedy = error.Remedy };
            }
        })).ConfigureAwait(false);
    }

    /// <summary>Outside the scope of all rooms only what is no room can be; outside a narrower one it may be a room like any other.</summary>
    Check OutOfScope(Check check, string where, IReadOnlyList<Decided> roles) => roles.Any(r => MailboxScope.HasEveryRoom(r.Scope))
        ? check with { Detail = $"{check.Target} is outside the scope {where} of '{application}'. Is it a room?", Remedy = CommandLine.Of("Get-TeemRoom", ("Mailbox", check.Target)) }
        : check with
        {
            Detail = $"{check.Target} is outside the scope {where} of '{application}'.",
            Remedy = $"{CommandLine.Of("Grant-TeemImpersonation", ("Application", Named))} # gives it every room instead; Get-TeemRoom tells whether this is one",
        };

    /// <summary>Authorised and not let in: not yet, as long as it may still be the cache; longer than that, it is something else.</summary>
    Check Pending(Check check)
    {
        if (grant?.GrantedAt is not { } since)
            return check with
            {
                Status = CheckStatus.Pending, Detail = $"Exchange authorises '{application}', and does not let it in yet; when it was granted is not recorded. It is usually effective within 30 minutes to 2 hours.", Remedy = Wait(check.Target),
            };
        var (ago, by) = (tenant.Clock.GetUtcNow() - since, grant.GrantedBy is null ? "" : " by this module");
        var minutes = (int)Math.Max(0, ago.TotalMinutes);
        var age = minutes < 120 ? $"{minutes} minutes" : $"{minutes / 60} hours";
        return ago <= Usually
            ? check with { Status = CheckStatus.Pending, Detail = $"Granted {age} ago{by}, usually effective by {since + Usually:HH:mm} UTC: Exchange authorises '{application}', and does not let it in yet.", UsuallyBy = since + Usually, Remedy = Wait(check.Target) }
            : check with
            {
                Status = CheckStatus.Pending, Detail = $"Granted {age} ago{by}, and should be effective since {since + Usually:u}: Exchange authorises '{application}', and still does not let it in.", UsuallyBy = since + Usually,
                Remedy = "An application that is used all the time keeps its cache longest: let it rest for half an hour. Then ask Microsoft's support.",
            };
    }

    string Wait(string mailbox) => CommandLine.Of("Wait-TeemAccess", ("Mailbox", mailbox), ("Application", Named));

    string? Named => application == ApplicationRequest.UsualName ? null : application;

    /// <summary>The check that a mailbox cannot be reached: a scope that lets everything in is none.</summary>
    internal async Task<Check> OutsideAsync(string mailbox, CancellationToken cancel)
    {
        var opened = (await OpenAsync([mailbox], fresh: false, cancel).ConfigureAwait(false)).GetValueOrDefault(mailbox, "");
        var isInside = (await AskAsync(mailbox, cancel).ConfigureAwait(false)).Any(r => r.InScope);
        var check = new Check { Chapter = "Impersonation", Target = mailbox, Status = CheckStatus.Pass, Evidence = CheckEvidence.Authorised, Detail = $"Outside, as it should be: '{application}' may not open this mailbox's calendar.", Since = grant?.GrantedAt };
        if (isInside || opened is null)
            return check with
            {
                Status = CheckStatus.Fail, Evidence = opened is null ? CheckEvidence.Proven : CheckEvidence.Authorised, Detail = $"'{application}' reaches beyond rooms: it may open the calendar of {mailbox}.",
                Cause = isInside ? "SecondAssignment" : "TenantWideConsent", Remedy = "Take the wider permission away: Entra's consents and Exchange's roles add up.",
            };
        return opened == "ErrorAccessDenied" ? check with { Evidence = CheckEvidence.Proven } : check;
    }

    /// <summary>By mailbox: null when it opened, Graph's error code when not; empty when nobody could try.</summary>
    /// <param name="mailboxes">The mailboxes.</param>
    /// <param name="fresh">With a new token: one from before a consent was taken back still has it.</param>
    /// <param name="cancel">Ends it.</param>
    internal async Task<IReadOnlyDictionary<string, string?>> OpenAsync(IReadOnlyList<string> mailboxes, bool fresh, CancellationToken cancel)
    {
        if (await SignInAsync(fresh, cancel).ConfigureAwait(false) is not { } access) return new Dictionary<string, string?>();
        // Graph knows a mailbox by its id or its sign-in name, and a room that was renamed signs in under the name it had.
        var rooms = await new RoomFinder(tenant).LookUpAsync(mailboxes, cancel).ConfigureAwait(false);
        string Key(string mailbox) => (rooms.Find(mailbox)?.Room.Id ?? rooms.Other(mailbox)?.Id("ExternalDirectoryObjectId"))?.ToString() ?? mailbox;
        var opened = await access.Probe.TryAsync([.. mailboxes.Select(Key)], cancel).ConfigureAwait(false);
        return mailboxes.Distinct(StringComparer.OrdinalIgnoreCase).Where(m => opened.ContainsKey(Key(m))).ToDictionary(m => m, m => opened[Key(m)], StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>The way to calendars with the application's own token; null when its key is not on this computer.</summary>
    internal async Task<CalendarAccess?> SignInAsync(bool fresh, CancellationToken cancel)
    {
        var registered = await tenant.Applications.FindAsync(principal.AppId, cancel).ConfigureAwait(false);
        if (registered is null || Applications.UsableThumbprint(tenant, registered) is not { } thumbprint) return null;
        return await tenant.OpenCalendarsAsync(new CalendarAccount
        {
            Login = application, EmailAddress = application, AccessMode = AccessMode.Impersonation, ApplicationId = principal.AppId, CertificateThumbprint = thumbprint,
            State = CalendarAccountState.Active, VerifiedAt = tenant.Clock.GetUtcNow(),
        }, cancel, fresh).ConfigureAwait(false);
    }

    /// <summary>What Exchange would decide for one mailbox, role by role.</summary>
    internal async Task<IReadOnlyList<Decided>> AskAsync(string mailbox, CancellationToken cancel)
    {
        try
        {
            return [.. (await tenant.Exchange.InvokeAsync(AccessCommands.TestAuthorization(principal.Id, mailbox), cancel).ConfigureAwait(false)).Rows
                .Where(r => DefeatedScope.OpensCalendars(r.Text("RoleName"))).Select(r => new Decided(r.Text("RoleName") ?? "", r.Text("AllowedResourceScope") ?? "", r.Flag("InScope") == true))];
        }
        catch (ExchangeException missing) when (missing.Is("ManagementObjectNotFoundException")) { throw RoomFinder.Missing(mailbox); }
    }
}
