using System.Text.Json;
using TeemCalendar.Core.Connection;
using TeemCalendar.Core.Exchange;
using TeemCalendar.Core.Planning;

namespace TeemCalendar.Core.Guide;

/// <summary>What is wanted of one room's settings.</summary>
/// <param name="Mailbox">The room.</param>
/// <param name="Settings">By Exchange's names.</param>
/// <param name="TimeZone">The zone's IANA or Windows name; null to leave it.</param>
internal sealed record RoomSettingsRequest(string Mailbox, IReadOnlyDictionary<string, object> Settings, string? TimeZone)
{
    /// <summary>The profile that wants them; null when they were given one by one.</summary>
    internal RoomProfile? Profile { get; init; }

    internal static RoomSettingsRequest Of(Room room, RoomProfile profile) => new(room.Mailbox, RoomProfiles.Of(profile).ToDictionary(w => w.Setting, w => w.Value), room.TimeZone) { Profile = profile };
}

/// <summary>"Changing Room Resource Settings": what the room does with requests, and its time zone. They act on new requests only.</summary>
internal sealed class RoomSettings(Tenant tenant, IReadOnlyList<RoomSettingsRequest> wanted) : Chapter<IReadOnlyDictionary<string, RoomSettings.Observed>>("RoomSettings", "Room resource settings")
{
    /// <param name="Processing">Exchange's row; null when the room is not there.</param>
    /// <param name="TimeZone">The Windows name; null when nobody set one.</param>
    /// <param name="Error">Why the room could not be read.</param>
    internal sealed record Observed(JsonElement? Processing, string? TimeZone, TeemException? Error);

    protected override async Task<IReadOnlyDictionary<string, Observed>> ReadAsync(CancellationToken cancel)
    {
        var rooms = await new RoomFinder(tenant).ReadAsync([.. wanted.Select(w => w.Mailbox)], cancel).ConfigureAwait(false);
        var read = await Task.WhenAll(wanted.Select(async w => (w.Mailbox, Observed: rooms.ContainsKey(w.Mailbox) ? await ReadOneAsync(w, cancel).ConfigureAwait(false) : new Observed(null, null, null)))).ConfigureAwait(false);
        return read.DistinctBy(r => r.Mailbox, StringComparer.OrdinalIgnoreCase).ToDictionary(r => r.Mailbox, r => r.Observed, StringComparer.OrdinalIgnoreCase);
    }

    // A zone that nobody wants set is not asked for: with thousands of rooms it is half of the commands.
    async Task<Observed> ReadOneAsync(RoomSettingsRequest wish, CancellationToken cancel)
    {
        var mailbox = wish.Mailbox;
        try
        {
            var processing = tenant.Exchange.InvokeAsync(RoomCommands.GetCalendarProcessing(mailbox), cancel);
            var zone = wish.TimeZone is null ? Task.FromResult<string?>(null) : new RoomFinder(tenant).TimeZoneAsync(mailbox, cancel);
            await Task.WhenAll(processing, zone).ConfigureAwait(false);
            var rows = (await processing.ConfigureAwait(false)).Rows;
            return new(rows.Count > 0 ? rows[0] : null, await zone.ConfigureAwait(false), null);
        }
        catch (TeemException error) { return new(null, null, error); }
    }

    protected override string Found(IReadOnlyDictionary<string, Observed> observed) =>
        $"{wanted.Count(w => observed[w.Mailbox] is { Processing: not null } o && !Differences(w, o).Any() && ZoneDifference(w, o) is null)} of {wanted.Count} rooms are set as wished.";

    protected override IEnumerable<GuideStep> Plan(IReadOnlyDictionary<string, Observed> observed, IReadOnlySet<string> expected, List<TeemException> problems)
    {
        foreach (var wish in wanted)
        {
            var found = observed[wish.Mailbox];
            if (found.Error is { } error) { problems.Add(error); continue; }
            if (found.Processing is null && !expected.Contains(Keys.Room(wish.Mailbox))) { problems.Add(RoomFinder.Missing(wish.Mailbox)); continue; }
            if (wish.TimeZone is not null && TimeZones.Windows(wish.TimeZone) is null)
            {
                problems.Add(new("TimeZoneUnknown", TeemErrorKind.InvalidInput, $"There is no time zone '{wish.TimeZone}'.", wish.Mailbox, "Give an IANA name (Europe/Berlin) or a Windows one (W. Europe Standard Time)."));
                continue;
            }
            var settings = Differences(wish, found).ToList();
            if (settings.Count > 0)
                yield return new(Change(Keys.Settings(wish.Mailbox), wish.Mailbox, "Set what the room does with requests", settings, "It acts on new requests only."), [Keys.Room(wish.Mailbox)],
                    cancel => tenant.Exchange.InvokeAsync(RoomCommands.SetCalendarProcessing(wish.Mailbox, settings.Select(d => new KeyValuePair<string, object?>(d.Property, wish.Settings[d.Property]))), cancel));
            if (ZoneDifference(wish, found) is { } zone)
                yield return new(Change(Keys.TimeZone(wish.Mailbox), wish.Mailbox, "Set the room's time zone", [zone], "All-day meetings and displays follow it."), [Keys.Room(wish.Mailbox)],
                    cancel => tenant.Exchange.InvokeAsync(RoomCommands.SetTimeZone(wish.Mailbox, zone.After!), cancel));
        }
    }

    static IEnumerable<Difference> Differences(RoomSettingsRequest wish, Observed found) => wish.Settings
        .Select(s => new Difference(s.Key, found.Processing?.Text(s.Key), Text(s.Value)))
        .Where(d => !string.Equals(d.Before, d.After, StringComparison.OrdinalIgnoreCase));

    static Difference? ZoneDifference(RoomSettingsRequest wish, Observed found) =>
        TimeZones.Windows(wish.TimeZone) is { } zone && !zone.Equals(found.TimeZone, StringComparison.OrdinalIgnoreCase) ? new("TimeZone", found.TimeZone, zone) : null;

    static string Text(object value) => Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture) ?? "";

    public override async Task<IReadOnlyList<Check>> VerifyAsync(CancellationToken cancel)
    {
        var observed = await ReadAsync(cancel).ConfigureAwait(false);
        return [.. wanted.Select(wish =>
        {
            var found = observed[wish.Mailbox];
            if (found.Error is { } error) return Fail(wish.Mailbox, error);
            if (found.Processing is null) return Fail(wish.Mailbox, RoomFinder.Missing(wish.Mailbox));
            var off = Differences(wish, found).Concat(ZoneDifference(wish, found) is { } zone ? [zone] : []).ToList();
            return off.Count == 0 ? Pass(wish.Mailbox, $"{wish.Settings.Count} settings are as wished{(wish.TimeZone is null ? "" : $", zone {found.TimeZone}")}.")
                : Fail(wish.Mailbox, $"It differs: {string.Join("; ", off)}.", "SettingsDiffer", CommandLine.Of("Set-TeemRoomSetting", ("Mailbox", wish.Mailbox), ("Profile", $"{wish.Profile ?? RoomProfile.Display}")));
        })];
    }

    /// <summary>Every setting of one room, with what the profile wants and why.</summary>
    internal static async Task<IReadOnlyList<RoomSetting>> ReadAsync(Tenant tenant, string mailbox, RoomProfile profile, CancellationToken cancel)
    {
        var finder = new RoomFinder(tenant);
        var room = await finder.GetAsync(mailbox, cancel).ConfigureAwait(false);
        var processing = tenant.Exchange.InvokeAsync(RoomCommands.GetCalendarProcessing(mailbox), cancel);
        var zone = await finder.TimeZoneAsync(mailbox, cancel).ConfigureAwait(false);
        var rows = (await processing.ConfigureAwait(false)).Rows;
        var row = rows.Count > 0 ? rows[0] : default;
        return
        [
            .. RoomProfiles.Of(profile).Select(w => new RoomSetting { Mailbox = room.Mailbox, Setting = w.Setting, Value = row.Text(w.Setting), Wanted = Text(w.Value), Reason = w.Reason }),
            .. Shown.Select(s => new RoomSetting { Mailbox = room.Mailbox, Setting = s, Value = row.Text(s) }),
            new RoomSetting { Mailbox = room.Mailbox, Setting = "TimeZone", Value = zone, Reason = "All-day meetings and displays follow it." },
        ];
    }

    // What no profile wants one way or the other, and an administrator asks for when bookings are declined.
    static readonly string[] Shown = ["BookingWindowInDays", "MaximumDurationInMinutes", "EnforceSchedulingHorizon", "EnableAutoRelease"];
}
