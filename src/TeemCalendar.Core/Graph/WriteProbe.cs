using Microsoft.Graph;
using Microsoft.Graph.Models;
using Microsoft.Graph.Models.ODataErrors;
using Microsoft.Graph.Users.Item.Events.Item;
using TeemCalendar.Core.Guide;

namespace TeemCalendar.Core.Graph;

/// <summary>Writes into a calendar what nobody sees, and takes it away at once: the only proof that a right to write works.</summary>
internal sealed class WriteProbe(GraphServiceClient graph, TimeProvider clock)
{
    /// <summary>What an event is called that could not be taken away.</summary>
    internal const string Subject = "Teem calendar check";

    // A room takes bookings 1,080 days ahead at the most (Set-CalendarProcessing, BookingWindowInDays).
    static readonly TimeSpan Ahead = TimeSpan.FromDays(1095), Length = TimeSpan.FromMinutes(5);

    /// <summary>Null when it could be written and is gone; else what is wrong.</summary>
    /// <param name="mailbox">The room, for messages.</param>
    /// <param name="id">Its directory id, or its sign-in name.</param>
    /// <param name="cancel">Ends it; what was written is taken away all the same.</param>
    internal async Task<TeemException?> TryAsync(string mailbox, string id, CancellationToken cancel)
    {
        var transaction = Guid.NewGuid().ToString();
        Event? made = null;
        try { made = await GraphCalls.RunAsync(mailbox, "Calendars.ReadWrite on the rooms, by Exchange's role", () => graph.Users[id].Events.PostAsync(Event(transaction), Immutable, cancel)).ConfigureAwait(false); }
        catch (TeemException refused) when (refused.Kind is not (TeemErrorKind.InDoubt or TeemErrorKind.Unavailable)) { return refused; }
        catch (Exception lost) when (lost is TeemException or OperationCanceledException) { /* no answer, or nobody waited for it: it may be there; it is looked for below */ }
        // What was written is taken away, whoever left meanwhile.
        using var last = new CancellationTokenSource(TimeSpan.FromMinutes(2), clock);
        try
        {
            // Asked for once more, the same transaction makes no second event, and gives the first.
            made ??= await GraphCalls.RunAsync(mailbox, "Calendars.ReadWrite on the rooms, by Exchange's role", () => graph.Users[id].Events.PostAsync(Event(transaction), Immutable, last.Token)).ConfigureAwait(false);
            await GraphCalls.RunAsync(mailbox, "Calendars.ReadWrite on the rooms, by Exchange's role", () => RemoveAsync(graph.Users[id].Events[made!.Id], last.Token)).ConfigureAwait(false);
            cancel.ThrowIfCancellationRequested();
            return null;
        }
        catch (Exception left) when (left is TeemException || left is OperationCanceledException && !cancel.IsCancellationRequested)
        {
            return new TeemException("ProbeLeft", (left as TeemException)?.Kind ?? TeemErrorKind.InDoubt, $"An event '{Subject}' in the calendar of {mailbox}, on {clock.GetUtcNow() + Ahead:yyyy-MM-dd}, may be left: {left.Message}", mailbox, "Remove it in the room's calendar; then look why it could be written and not removed.", (left as TeemException)?.RequestId, left);
        }
    }

    /// <summary>For good: not into the room's deleted items. Where that is refused, as any event.</summary>
    static async Task<bool> RemoveAsync(EventItemRequestBuilder item, CancellationToken cancel)
    {
        try { await item.PermanentDelete.PostAsync(r => r.Headers.Add("Prefer", ImmutableIds), cancel).ConfigureAwait(false); }
        catch (ODataError refused) when (refused.ResponseStatusCode is 403 or 400 or 405) { await item.DeleteAsync(r => r.Headers.Add("Prefer", ImmutableIds), cancel).ConfigureAwait(false); }
        return true;
    }

    const string ImmutableIds = "IdType=\"ImmutableId\"";

    static void Immutable(Microsoft.Kiota.Abstractions.RequestConfiguration<Microsoft.Kiota.Abstractions.DefaultQueryParameters> request) => request.Headers.Add("Prefer", ImmutableIds);

    Event Event(string transaction)
    {
        var start = clock.GetUtcNow() + Ahead;
        DateTimeTimeZone At(DateTimeOffset time) => new() { DateTime = time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss", System.Globalization.CultureInfo.InvariantCulture), TimeZone = "UTC" };
        return new Event
        {
            Subject = Subject, Start = At(start), End = At(start + Length), ShowAs = FreeBusyStatus.Free, Sensitivity = Sensitivity.Private, IsReminderOn = false, Attendees = [], TransactionId = transaction,
        };
    }
}
