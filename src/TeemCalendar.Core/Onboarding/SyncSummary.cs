using System.Globalization;
using System.Runtime.CompilerServices;
using HandlebarsDotNet;
using TeemCalendar.Core.Connection;
using TeemCalendar.Core.Exchange;
using TeemCalendar.Core.Planning;
using TeemCalendar.Core.Storage;

namespace TeemCalendar.Core.Onboarding;

/// <summary>The guide's last sentence: "You will receive an email directed to the sync account informing you which calendars we've synced with."</summary>
internal static class SyncSummary
{
    const string WantedFact = "summary-mail-wanted", SentFact = "summary-mail-sent", UnansweredFact = "summary-mail-unanswered";
    const int Attempts = 3, SomeResults = 50;

    // Handlebars escapes every value: a room's name may hold anything.
    static readonly Lazy<HandlebarsTemplate<object, object>> Template = new(() => Handlebars.Compile("""
        <p>{{read}} of {{all}} room calendars were synchronised for {{account}}.</p>
        <table cellpadding="4"><tr><th align="left">Room</th><th align="left">Address</th><th align="right">Reservations</th></tr>
        {{#each rooms}}<tr><td>{{name}}</td><td>{{mailbox}}</td><td align="right">{{reservations}}</td></tr>
        {{/each}}</table>
        {{#if missed}}<p>These were not, and why:</p><ul>{{#each missed}}<li>{{mailbox}}: {{detail}}</li>{{/each}}</ul>{{/if}}
        <p>TeemCalendar, {{at}} UTC. Whether Teem itself has these calendars, its own Calendars page says.</p>
        """));

    /// <summary>Sending was set up: the first synchronisation that has read every calendar ends with the summary. A store that was deleted knows nothing of it, and mails nobody.</summary>
    internal static void Want(TeemStore store) => store.SetFact(WantedFact, "yes");

    /// <summary>Lets the results of a synchronisation pass. Where sending was set up and nothing was sent yet, the summary goes when every registered calendar has given one.</summary>
    /// <remarks>A mail that cannot go, as while a new right is not effective, ends no synchronisation: it is tried again when every room was read once more.</remarks>
    /// <param name="results">The results.</param>
    /// <param name="tenant">The connection.</param>
    /// <param name="cancel">Ends it.</param>
    internal static async IAsyncEnumerable<SyncResult> WithSummaryAsync(this IAsyncEnumerable<SyncResult> results, Tenant tenant, [EnumeratorCancellation] CancellationToken cancel)
    {
        var isOwed = tenant.Store.GetFact(WantedFact) is not null && tenant.Store.GetFact(SentFact) is null;
        var first = new Dictionary<string, SyncResult>(StringComparer.OrdinalIgnoreCase);
        var calendars = isOwed ? tenant.Store.GetCalendars().Count : 0;
        await foreach (var result in results.WithCancellation(cancel).ConfigureAwait(false))
        {
            yield return result;
            if (!isOwed) continue;
            first[result.Mailbox] = result;
            // All are asked for only now and then: the last room of a thousand is the thousandth result at the earliest.
            if (first.Count < calendars && first.Count % SomeResults != 0) continue;
            if (tenant.Store.GetCalendars().Any(c => !first.ContainsKey(c.Mailbox))) continue;
            try
            {
                await SendOnceAsync(tenant, [.. first.Values], cancel).ConfigureAwait(false);
                isOwed = false;
            }
            catch (TeemException) { /* Send-TeemSyncSummary says why; rooms are worth more than a mail */ }
            first.Clear();
        }
    }

    /// <summary>The summary of the first synchronisation, to the account itself: once for all.</summary>
    internal static async Task<SentSummary?> SendOnceAsync(Tenant tenant, IReadOnlyList<SyncResult> results, CancellationToken cancel)
    {
        if (tenant.Store.GetFact(SentFact) is not null || tenant.Store.GetAccount() is not { State: CalendarAccountState.Active } account) return null;
        var sent = await SendAsync(tenant, account, results, [account.EmailAddress], account.EmailAddress, cancel).ConfigureAwait(false);
        // After the sending: a mail that could not be sent is sent next time.
        tenant.Store.SetFact(SentFact, tenant.Clock.GetUtcNow().ToString("O", CultureInfo.InvariantCulture));
        return sent;
    }

    /// <summary>Sends the summary of a round. Where the answer to it is lost, or was when it was last tried, the sender's Sent Items tell whether it went.</summary>
    internal static async Task<SentSummary> SendAsync(Tenant tenant, CalendarAccount account, IReadOnlyList<SyncResult> results, IReadOnlyList<string> to, string from, CancellationToken cancel)
    {
        var (subject, html) = Write(tenant, account, results);
        var recipients = string.Join(", ", to);
        var access = await tenant.OpenCalendarsAsync(account, cancel).ConfigureAwait(false);
        for (var attempt = 1; ; attempt++)
        {
            var before = await SentItemsAsync(tenant, from, cancel).ConfigureAwait(false);
            if (Unanswered(tenant, from, recipients) is { } pending)
            {
                tenant.Store.SetFact(UnansweredFact, null);
                // Somebody else's mail may have been sent meanwhile: then this one counts as sent. Twice would be worse.
                if (before > pending) return new SentSummary(recipients, subject) { WasSentBefore = true };
            }
            // Written down first: a process that is killed now leaves it for the next.
            tenant.Store.SetFact(UnansweredFact, $"{before}|{from}|{recipients}");
            try
            {
                await access.Mail.SendAsync(from, to, subject, html, cancel).ConfigureAwait(false);
                tenant.Store.SetFact(UnansweredFact, null);
                return new SentSummary(recipients, subject);
            }
            catch (TeemException lost) when (lost.Kind is TeemErrorKind.InDoubt or TeemErrorKind.Unavailable)
            {
                if (await Patience.UntilAsync(tenant.Clock, async () => await SentItemsAsync(tenant, from, cancel).ConfigureAwait(false) > before, cancel).ConfigureAwait(false))
                {
                    tenant.Store.SetFact(UnansweredFact, null);
                    return new SentSummary(recipients, subject);
                }
                // It did not go, and is sent again; or is left for the next time.
                if (attempt == Attempts) throw;
            }
            catch (TeemException)
            {
                tenant.Store.SetFact(UnansweredFact, null);
                throw;
            }
        }
    }

    /// <summary>How many items were in Sent Items before a mail whose answer nobody has seen; null when there is none of that kind.</summary>
    static int? Unanswered(Tenant tenant, string from, string to) =>
        tenant.Store.GetFact(UnansweredFact)?.Split('|', 3) is [var count, var sender, var recipients] && (sender, recipients) == (from, to) ? int.Parse(count, CultureInfo.InvariantCulture) : null;

    /// <summary>Counted, not read: no right to anybody's mail is needed for it.</summary>
    static async Task<int> SentItemsAsync(Tenant tenant, string mailbox, CancellationToken cancel) =>
        (await tenant.Exchange.InvokeAsync(AccessCommands.GetSentItems(mailbox), cancel).ConfigureAwait(false)).Rows.Where(r => r.Text("FolderType") == "SentItems").Select(r => r.Number("ItemsInFolder")).FirstOrDefault() ?? 0;

    static (string Subject, string Html) Write(Tenant tenant, CalendarAccount account, IReadOnlyList<SyncResult> results)
    {
        var names = tenant.Store.GetCalendars().ToDictionary(c => c.Mailbox, c => c.DisplayName, StringComparer.OrdinalIgnoreCase);
        var read = results.Where(r => r.Outcome != SyncOutcome.Failed).OrderBy(r => r.Mailbox, StringComparer.OrdinalIgnoreCase).ToList();
        return ($"TeemCalendar: {read.Count} of {results.Count} room calendars synchronised", Template.Value(new
        {
            read = read.Count,
            all = results.Count,
            account = account.EmailAddress,
            rooms = read.Select(r => new { name = names.GetValueOrDefault(r.Mailbox, r.Mailbox), mailbox = r.Mailbox, reservations = tenant.Store.CountReservations(new ReservationFilter { Mailboxes = [r.Mailbox] }) }),
            missed = results.Where(r => r.Outcome == SyncOutcome.Failed).Select(r => new { mailbox = r.Mailbox, detail = r.Detail }).ToList() is { Count: > 0 } missed ? missed : null,
            at = tenant.Clock.GetUtcNow().ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture),
        }));
    }
}

/// <summary>A summary that was sent.</summary>
/// <param name="To">To whom; nobody else is ever mailed.</param>
/// <param name="Subject">Its subject.</param>
internal sealed record SentSummary(string To, string Subject)
{
    /// <summary>True when it went the last time it was tried, and only the answer to it was lost.</summary>
    internal bool WasSentBefore { get; init; }
}
