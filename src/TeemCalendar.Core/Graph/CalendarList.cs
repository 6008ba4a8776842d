using Microsoft.Graph;

namespace TeemCalendar.Core.Graph;

/// <summary>The list of calendars that an account's Outlook shows, read with the account's own token.</summary>
internal sealed class CalendarList(GraphServiceClient graph)
{
    /// <summary>The class of the group Other Calendars; its name is in the account's language.</summary>
    internal static readonly Guid OtherCalendars = new("0006f0b8-0000-0000-c000-000000000046");

    static readonly Guid MyCalendars = new("0006f0b7-0000-0000-c000-000000000046"), PeoplesCalendars = new("0006f0b9-0000-0000-c000-000000000046");

    /// <summary>What Outlook calls a group in English.</summary>
    internal static string NameOf(Guid? group) => group == OtherCalendars ? "Other Calendars" : group == MyCalendars ? "My Calendars" : group == PeoplesCalendars ? "People's Calendars" : "a group of its own";

    const string Permission = "consent to Calendars.ReadWrite.Shared for the account";
    const int PageSize = 100;

    /// <summary>The class of the group in which each calendar stands, by the address of its owner.</summary>
    internal Task<IReadOnlyDictionary<string, Guid?>> ReadAsync(string login, CancellationToken cancel) => GraphCalls.RunAsync<IReadOnlyDictionary<string, Guid?>>(login, Permission, async () =>
    {
        var byOwner = new Dictionary<string, Guid?>(StringComparer.OrdinalIgnoreCase);
        var groups = await graph.Users[login].CalendarGroups.GetAsync(r => (r.QueryParameters.Select, r.QueryParameters.Top) = (["id", "name", "classId"], PageSize), cancel).ConfigureAwait(false);
        foreach (var group in groups?.Value ?? [])
        {
            var calendars = graph.Users[login].CalendarGroups[group.Id].Calendars;
            var page = await calendars.GetAsync(r => (r.QueryParameters.Select, r.QueryParameters.Top) = (["id", "name", "owner"], PageSize), cancel).ConfigureAwait(false);
            while (page is not null)
            {
                foreach (var owner in (page.Value ?? []).Select(c => c.Owner?.Address).OfType<string>())
                    // Where somebody has a calendar twice, the discoverable one counts.
                    if (!byOwner.TryGetValue(owner, out var other) || other != OtherCalendars) byOwner[owner] = group.ClassId;
                page = page.OdataNextLink is { } next ? await calendars.WithUrl(next).GetAsync(cancellationToken: cancel).ConfigureAwait(false) : null;
            }
        }
        return byOwner;
    });
}
