using TeemCalendar.Core.Connection;
using TeemCalendar.Core.Exchange;
using TeemCalendar.Core.Planning;

namespace TeemCalendar.Core.Guide;

/// <summary>Puts back the settings and the time zone that rooms had before they were changed from here. What somebody changed since stays.</summary>
/// <param name="tenant">The connection.</param>
/// <param name="mailboxes">The rooms.</param>
internal sealed class RoomSettingsRemoval(Tenant tenant, IReadOnlyList<string> mailboxes) : Chapter<IReadOnlyDictionary<string, RoomSettings.Observed>>("RoomSettings", "Restoring of room settings")
{
    const string Text = "AdditionalResponse";

    protected override Task<IReadOnlyDictionary<string, RoomSettings.Observed>> ReadAsync(CancellationToken cancel) => RoomSettings.ReadAsync(tenant, mailboxes, _ => true, cancel);

    protected override string Found(IReadOnlyDictionary<string, RoomSettings.Observed> observed) => $"{observed.Values.Count(o => o.Processing is not null && !(Settings(o).IsEmpty && Zone(o).IsEmpty))} of {mailboxes.Count} rooms were set from here.";

    // What was set together with the making of the room has no earlier value: Exchange's settings are never empty, but for the text.
    Restoration Settings(RoomSettings.Observed room) => Restoration.Of(
        tenant.Store.FindMade(Keys.Settings(room.Mailbox)).Select(e => e with { Differences = [.. e.Differences.Where(d => d.Before is not null || d.Property == Text)] }), property => room.Processing?.Text(property));

    Restoration Zone(RoomSettings.Observed room) => Restoration.Of(tenant.Store.FindMade(Keys.TimeZone(room.Mailbox)), _ => room.TimeZone);

    protected override IEnumerable<GuideStep> Plan(IReadOnlyDictionary<string, RoomSettings.Observed> observed, IReadOnlySet<string> expected, List<TeemException> problems)
    {
        foreach (var asked in mailboxes)
        {
            var room = observed[asked];
            var mailbox = room.Mailbox;
            if (room.Processing is null)
            {
                // In a rehearsal the room would have been made and set before; there is nothing to compare with yet.
                if (!expected.Contains(Keys.Room(asked))) problems.Add(room.Error ?? RoomFinder.Missing(asked));
                continue;
            }
            var (settings, zone) = (Settings(room), Zone(room));
            if (settings.Back.Count > 0)
                yield return Step(Keys.Settings(mailbox), mailbox, "Restore what the room does with requests", settings.Back,
                    cancel => tenant.Exchange.InvokeAsync(RoomCommands.SetCalendarProcessing(mailbox, settings.Back.Select(d => new KeyValuePair<string, object?>(d.Property, Value(d)))), cancel), settings.Changed.Count == 0);
            if (zone.Back is [var former])
                yield return Step(Keys.TimeZone(mailbox), mailbox, "Restore the room's time zone", zone.Back, cancel => tenant.Exchange.InvokeAsync(RoomCommands.SetTimeZone(mailbox, former.After), cancel), true);
            var changed = settings.Changed.Concat(zone.Changed).ToList();
            if (changed.Count > 0)
                problems.Add(new("SettingsChangedSince", TeemErrorKind.Conflict,
                    $"Somebody changed {mailbox} since, and that stays: {string.Join("; ", changed.Select(d => $"{d.Property} is {d.Before ?? "(none)"} and was set to {d.After ?? "(none)"} from here"))}.", mailbox,
                    $"Compare it with Get-TeemRoomSetting {mailbox}; set what is wrong with Set-TeemRoomSetting."));
        }
    }

    GuideStep Step(string key, string mailbox, string action, IReadOnlyList<Difference> back, Func<CancellationToken, Task> apply, bool isAll) =>
        new(Change(Keys.Removal(key), mailbox, action, back), [], async cancel =>
        {
            await apply(cancel).ConfigureAwait(false);
            // What somebody changed since is kept in mind: it may be put back to what was set from here.
            if (isAll) tenant.Store.TakenBack(key);
        });

    /// <summary>The value as the command takes it: text came from the journal.</summary>
    static object Value(Difference back) => back.After is not { } text ? "" : back.Property == Text ? text
        : bool.TryParse(text, out var flag) ? flag : int.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var number) ? number : text;

    public override async Task<IReadOnlyList<Check>> VerifyAsync(CancellationToken cancel)
    {
        var observed = await ReadAsync(cancel).ConfigureAwait(false);
        return [.. mailboxes.Select(m => observed[m] switch
        {
            { Error: { } error } => Fail(m, error),
            { Processing: null } => Fail(m, RoomFinder.Missing(m)),
            var room when Settings(room).Back.Count + Zone(room).Back.Count > 0 => Fail(m, "It is still set as from here.", "NotRestored", $"Set-TeemRoomSetting -Mailbox {m} -Restore"),
            _ => Pass(m, "Nothing of what was set from here is left."),
        })];
    }
}
