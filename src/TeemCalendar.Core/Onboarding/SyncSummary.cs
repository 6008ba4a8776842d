using System.Globalization;
using HandlebarsDotNet;
using TeemCalendar.Core.Connection;

namespace TeemCalendar.Core.Onboarding;

/// <summary>The guide's last sentence: "You will receive an email directed to the sync account informing you which calendars we've synced with."</summary>
internal static class SyncSummary
{
    const string SentFact = "summary-mail-sent";
    const int Attempts = 5;
    static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    // Handlebars escapes every value: a room's name may hold anything.
    static readonly Lazy<HandlebarsTemplate<object, object>> Template = new(() => Handlebars.Compile("""
        <p>{{read}} of {{all}} room calendars were synchronised for {{account}}.</p>
        <table cellpadding="4"><tr><th align="left">Room</th><th align="left">Address</th><th align="right">Reservations</th></tr>
        {{#each rooms}}<tr><td>{{name}}</td><td>{{mailbox}}</td><td align="right">{{reservations}}</td></tr>
        {{/each}}</table>
        {{#if missed}}<p>These were not, and why:</p><ul>{{#each missed}}<li>{{mailbox}}: {{detail}}</li>{{/each}}</ul>{{/if}}
        <p>TeemCalendar, {{at}} UTC. Whether Teem itself has these calendars, its own Calendars page says.</p>
        """));

    internal static async Task<SentSummary?> SendOnceAsync(Tenant tenant, IReadOnlyList<SyncResult> results, CancellationToken cancel)
    {
        if (tenant.Store.GetFact(SentFact) is not null || tenant.Store.GetAccount() is not { State: CalendarAccountState.Active } account) return null;
        var names = tenant.Store.GetCalendars().ToDictionary(c => c.Mailbox, c => c.DisplayName, StringComparer.OrdinalIgnoreCase);
        var read = results.Where(r => r.Outcome == SyncOutcome.Synchronised).OrderBy(r => r.Mailbox, StringComparer.OrdinalIgnoreCase).ToList();
        var now = tenant.Clock.GetUtcNow();
        var html = Template.Value(new
        {
            read = read.Count,
            all = results.Count,
            account = account.EmailAddress,
            rooms = read.Select(r => new { name = names.GetValueOrDefault(r.Mailbox, r.Mailbox), mailbox = r.Mailbox, reservations = r.Added }),
            missed = results.Where(r => r.Outcome == SyncOutcome.Failed).Select(r => new { mailbox = r.Mailbox, detail = r.Detail }).ToList() is { Count: > 0 } missed ? missed : null,
            at = now.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture),
        });
        var access = await tenant.OpenCalendarsAsync(account, cancel).ConfigureAwait(false);
        var subject = $"TeemCalendar: {read.Count} of {results.Count} room calendars synchronised";
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await access.Mail.SendAsync(account.EmailAddress, account.EmailAddress, subject, html, cancel).ConfigureAwait(false);
                break;
            }
            // Whether it went nobody can look up without reading the mailbox. The same summary twice does no harm; none at all leaves somebody waiting.
            catch (TeemException lost) when (lost.Kind is TeemErrorKind.InDoubt or TeemErrorKind.Unavailable && attempt < Attempts)
            {
                await Task.Delay(Pause * attempt, tenant.Clock, cancel).ConfigureAwait(false);
            }
        }
        // After the sending: a mail that could not be sent is sent next time.
        tenant.Store.SetFact(SentFact, now.ToString("O", CultureInfo.InvariantCulture));
        return new SentSummary(account.EmailAddress, subject);
    }
}

/// <summary>A summary that was sent.</summary>
/// <param name="To">To whom; nobody else is ever mailed.</param>
/// <param name="Subject">Its subject.</param>
internal sealed record SentSummary(string To, string Subject);
