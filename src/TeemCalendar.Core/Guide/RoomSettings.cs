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
    /// <param name="Mailbox">The room's address, which is not always the name that it was asked for by.</param>
    /// <param name="Processing">Exchange's row; null when the room is not there.</param>
    /// <param name="TimeZone">The Windows name; null when nobody set one.</param>
    /// <param name="Error">Why the room could not be read.</param>
    internal sealed record Observed(string Mailbox, JsonElement? Processing, string? TimeZone, TeemException? Error);

    // A zone that nobody wants set is not asked for: with thousands of rooms it is half of the commands.
    protected override Task<IReadOnlyDictionary<string, Observed>> ReadAsync(CancellationToken cancel) =>
        ReadAsync(tenant, [.. wanted.Select(w => w.Mailbox)], wanted.Where(w => w.TimeZone is not null).Select(w => w.Mailbox).ToHashSet(StringComparer.OrdinalIgnoreCase).Contains, cancel);

    /// <summary>How rooms are set, by the names they were asked for by.</summary>
    /// <param name="tenant">The connection.</param>
    /// <param name="mailboxes">The rooms.</param>
    /// <param name="withZone">Of which of them the zone is wanted.</param>
    /// <param name="cancel">Ends the reading.</param>
    internal static async Task<IReadOnlyDictionary<string, Observed>> ReadAsync(Tenant tenant, IReadOnlyCollection<string> mailboxes, Func<string, bool> withZone, CancellationToken cancel)
    {
        var rooms = await new RoomFinder(tenant).LookUpAsync(mailboxes, cancel).ConfigureAwait(false);
        var read = await Task.WhenAll(mailboxes.Distinct(StringComparer.OrdinalIgnoreCase).Select(async m => (m, Observed: rooms.Find(m) is { } found
            ? await ReadOneAsync(tenant, found.Room.Mailbox, withZone(m), cancel).ConfigureAwait(false) : new Observed(m, null, null, rooms.Refusal(m))))).ConfigureAwait(false);
        return read.ToDictionary(r => r.m, r => r.Observed, StringComparer.OrdinalIgnoreCase);
    }

    static async Task<Observed> ReadOneAsync(Tenant tenant, string mailbox, bool withZone, CancellationToken cancel)
    {
        try
        {
            var processing = tenant.Exchange.InvokeAsync(RoomCommands.GetCalendarProcessing(mailbox), cancel);
            var zone = withZone ? new RoomFinder(tenant).TimeZoneAsync(mailbox, cancel) : Task.FromResult<string?>(null);
            await Task.WhenAll(processing, zone).ConfigureAwait(false);
            return new(mailbox, (await processing.ConfigureAwait(false)).Rows is [var row, ..] ? row : null, await zone.ConfigureAwait(false), null);
        }
        catch (TeemException error) { return new(mailbox, null, null, error); }
    }

    protected override string Found(IReadOnlyDictionary<string, Observed> observed) =>
        $"{wanted.Count(w => observed[w.Mailbox] is { Processing: not null } o && !Differences(w, o).Any() && ZoneDifference(w, o) is null)} of {wanted.Count} rooms are set as wished.";

    protected override IEnumerable<GuideStep> Plan(IReadOnlyDictionary<string, Observed> observed, IReadOnlySet<string> expected, List<TeemException> problems)
    {
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var wish in wanted)
        {
            var found = observed[wish.Mailbox];
            var mailbox = found.Mailbox;
            // By whatever names one room was given, the first is taken.
            if (!seen.Add(mailbox)) continue;
            // In one plan with its making, a mailbox that is no room yet will be one.
            if (found.Processing is null && expected.Contains(Keys.Room(wish.Mailbox))) found = found with { Error = null };
            if (found.Error is { } error) { problems.Add(error); continue; }
            if (found.Processing is null && !expected.Contains(Keys.Room(wish.Mailbox))) { problems.Add(RoomFinder.Missing(wish.Mailbox)); continue; }
            if (wish.TimeZone is not null && TimeZones.Windows(wish.TimeZone) is null)
            {
                problems.Add(new("TimeZoneUnknown", TeemErrorKind.InvalidInput, $"There is no time zone '{wish.TimeZone}'.", wish.Mailbox, "Give an IANA name (Europe/Berlin) or a Windows one (W. Europe Standard Time)."));
                continue;
            }
            var settings = Differences(wish, found).ToList();
            if (settings.Count > 0)
                yield return new(Change(Keys.Settings(mailbox), mailbox, "Set what the room does with requests", settings, Reasons(settings)), [Keys.Room(mailbox)],
                    cancel => tenant.Exchange.InvokeAsync(RoomCommands.SetCalendarProcessing(mailbox, settings.Select(d => new KeyValuePair<string, object?>(d.Property, wish.Settings[d.Property]))), cancel));
            if (ZoneDifference(wish, found) is { } zone)
                yield return new(Change(Keys.TimeZone(mailbox), mailbox, "Set the room's time zone", [zone], "All-day meetings and displays follow it."), [Keys.Room(mailbox)],
                    cancel => tenant.Exchange.InvokeAsync(RoomCommands.SetTimeZone(mailbox, zone.After!), cancel));
        }
    }

    static string Reasons(IEnumerable<Difference> settings) =>
        string.Join(" ", settings.Select(d => RoomProfiles.Reason(d.Property, d.After)).OfType<string>().Append("It acts on new requests only."));

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
        var found = (await ReadAsync(tenant, [mailbox], _ => true, cancel).ConfigureAwait(false))[mailbox];
        return found.Error is { } error ? throw error : found.Processing is null ? throw RoomFinder.Missing(mailbox) : Tell(found, profile);
    }

    /// <summary>The same of a room that was found before, by its address.</summary>
    internal static async Task<IReadOnlyList<RoomSetting>> ReadFoundAsync(Tenant tenant, Room room, RoomProfile profile, CancellationToken cancel)
    {
        var found = await ReadOneAsync(tenant, room.Mailbox, true, cancel).ConfigureAwait(false);
        return found.Error is { } error ? throw error : Tell(found, profile);
    }

    static IReadOnlyList<RoomSetting> Tell(Observed found, RoomProfile profile)
    {
        var wishes = RoomProfiles.Of(profile);
        var row = found.Processing ?? default;
        return
        [
            .. wishes.Select(w => new RoomSetting { Mailbox = found.Mailbox, Setting = w.Setting, Value = row.Text(w.Setting), Wanted = Text(w.Value), Reason = w.Reason }),
            .. RoomProfiles.Others.Where(o => wishes.All(w => w.Setting != o.Setting)).Select(o => new RoomSetting { Mailbox = found.Mailbox, Setting = o.Setting, Value = row.Text(o.Setting), Reason = o.Reason }),
            new RoomSetting { Mailbox = found.Mailbox, Setting = "TimeZone", Value = found.TimeZone, Reason = "All-day meetings and displays follow it." },
        ];
    }
}
