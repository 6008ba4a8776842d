using System.Collections.Concurrent;
using TeemCalendar.Core.Connection;
using TeemCalendar.Core.Planning;

namespace TeemCalendar.Core.Guide;

/// <summary>"Press the yellow Import button": the room calendars that are registered here for synchronisation.</summary>
internal sealed class Calendars(Tenant tenant, IReadOnlyList<string> mailboxes) : Chapter<Calendars.Observed>("Calendars", "Calendar import")
{
    /// <param name="Registered">By room id.</param>
    /// <param name="ByName">The rooms that are there, by every address they have; those that are registered with their time zone.</param>
    internal sealed record Observed(IReadOnlyDictionary<Guid, RoomCalendar> Registered, IReadOnlyDictionary<string, Room> ByName);

    readonly ConcurrentDictionary<Guid, RoomCalendar> registered = new();

    /// <summary>Those of the calendars that are registered: found so when the chapter was observed, or registered by it since.</summary>
    internal IReadOnlyCollection<RoomCalendar> Registered => [.. registered.Values];

    protected override async Task<Observed> ReadAsync(CancellationToken cancel)
    {
        var finder = new RoomFinder(tenant);
        var rooms = new Dictionary<string, Room>(await finder.ReadAsync(mailboxes, cancel).ConfigureAwait(false), StringComparer.OrdinalIgnoreCase);
        // Asked for one by one: a command that is given thousands of rooms through the pipeline runs a chapter for each.
        foreach (var id in mailboxes.Select(m => rooms.GetValueOrDefault(m)?.Id).OfType<Guid>())
            if (tenant.Store.GetCalendar(id) is { } calendar) registered[id] = calendar;
        await Task.WhenAll(mailboxes.Where(m => rooms.GetValueOrDefault(m)?.Id is { } id && registered.ContainsKey(id)).Distinct(StringComparer.OrdinalIgnoreCase).ToList().Select(async mailbox =>
        {
            var room = rooms[mailbox];
            // A room whose zone cannot be read stays as it is registered.
            try { room = room with { TimeZone = await ZoneAsync(room, cancel).ConfigureAwait(false) }; }
            catch (TeemException) { return; }
            lock (rooms) rooms[mailbox] = room;
        })).ConfigureAwait(false);
        return new(registered.ToDictionary(), rooms);
    }

    protected override string Found(Observed observed) => $"{mailboxes.Count(m => IsRegistered(observed, m))} of {mailboxes.Count} calendars are registered.";

    static bool IsRegistered(Observed observed, string mailbox) => observed.ByName.GetValueOrDefault(mailbox)?.Id is { } id && observed.Registered.ContainsKey(id);

    async Task<string> ZoneAsync(Room room, CancellationToken cancel) => await new RoomFinder(tenant).TimeZoneAsync(room.Mailbox, cancel).ConfigureAwait(false) ?? "UTC";

    /// <summary>What is otherwise in the tenant than when the calendar was registered. In another time zone all-day meetings are at other hours.</summary>
    static IEnumerable<Difference> Differences(RoomCalendar calendar, Room room)
    {
        if (!room.Mailbox.Equals(calendar.Mailbox, StringComparison.OrdinalIgnoreCase)) yield return new("Mailbox", calendar.Mailbox, room.Mailbox);
        if (room.DisplayName != calendar.DisplayName) yield return new("DisplayName", calendar.DisplayName, room.DisplayName);
        if (room.TimeZone is { } zone && zone != calendar.TimeZone) yield return new("TimeZone", calendar.TimeZone, zone);
    }

    protected override IEnumerable<GuideStep> Plan(Observed observed, IReadOnlySet<string> expected, List<TeemException> problems)
    {
        tenant.RefuseGovernment();
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var asked in mailboxes)
        {
            // Whatever name it was asked for by, it is its address that names it.
            var mailbox = observed.ByName.GetValueOrDefault(asked)?.Mailbox ?? asked;
            if (!seen.Add(mailbox)) continue;
            if (IsRegistered(observed, asked))
            {
                var room = observed.ByName[asked];
                var off = Differences(observed.Registered[room.Id!.Value], room).ToList();
                // The zone or the name is about to be set: the calendar follows it.
                if (off.Count > 0 || expected.Contains(Keys.TimeZone(mailbox)) || IsRenamed(mailbox))
                    yield return new(Change(Keys.Calendar(mailbox), mailbox, "Renew what is registered of the calendar", off, impact: ChangeImpact.Low), After(mailbox), cancel => RegisterAsync(mailbox, Known(asked, mailbox), cancel));
                continue;
            }
            if (!observed.ByName.ContainsKey(asked) && !expected.Contains(Keys.Room(mailbox))) { problems.Add(RoomFinder.Missing(mailbox)); continue; }
            yield return new(Change(Keys.Calendar(mailbox), mailbox, "Register the calendar", impact: ChangeImpact.Low), After(mailbox), cancel => RegisterAsync(mailbox, Known(asked, mailbox), cancel));
        }

        // A room that gets another name is looked at again when it has it.
        Room? Known(string asked, string mailbox) => IsRenamed(mailbox) ? null : observed.ByName.GetValueOrDefault(asked);

        bool IsRenamed(string mailbox) => expected.Contains(Keys.RoomName(mailbox));

        static string[] After(string mailbox) => [Keys.Room(mailbox), Keys.RoomName(mailbox), Keys.TimeZone(mailbox)];
    }

    async Task RegisterAsync(string mailbox, Room? found, CancellationToken cancel)
    {
        var finder = new RoomFinder(tenant);
        var room = found ?? await finder.GetAsync(mailbox, cancel).ConfigureAwait(false);
        var calendar = new RoomCalendar
        {
            Mailbox = room.Mailbox,
            RoomId = room.Id ?? throw new TeemException("RoomWithoutAccount", TeemErrorKind.Unexpected, $"Exchange gave no directory id for {mailbox}.", mailbox, "A new room takes some minutes; run the command again."),
            DisplayName = room.DisplayName,
            TimeZone = await ZoneAsync(room, cancel).ConfigureAwait(false),
            RegisteredAt = tenant.Clock.GetUtcNow(),
        };
        tenant.Store.RegisterCalendar(calendar);
        registered[calendar.RoomId] = calendar;
    }

    public override async Task<IReadOnlyList<Check>> VerifyAsync(CancellationToken cancel)
    {
        if (mailboxes.Count == 0) return [Fail(tenant.Domain, "No room calendar is registered.", "NotRegistered", "Add-TeemRoomCalendar")];
        var observed = await ReadAsync(cancel).ConfigureAwait(false);
        return
        [
            .. mailboxes.Select(mailbox => !IsRegistered(observed, mailbox) ? Fail(mailbox, "Its calendar is not registered.", "NotRegistered", CommandLine.Of("Add-TeemRoomCalendar", ("Mailbox", mailbox)))
                : Differences(observed.Registered[observed.ByName[mailbox].Id!.Value], observed.ByName[mailbox]).ToList() is { Count: > 0 } off
                    ? Fail(mailbox, $"The room is otherwise than when its calendar was registered: {string.Join("; ", off)}.", "RegistrationDiffers", CommandLine.Of("Add-TeemRoomCalendar", ("Mailbox", mailbox)))
                : observed.Registered[observed.ByName[mailbox].Id!.Value] is { LastRead: { } read } ? Pass(mailbox, $"Registered, and read last at {read:u}.", CheckEvidence.Proven)
                : Pass(mailbox, "Registered, and not read yet.")),
            Manual($"{mailboxes.Count} calendars", "Whether Teem has these calendars only Teem knows.",
                "In Teem: Manage, Calendars, Import; paste the comma-separated list of addresses. Done when Teem shows each with a green state and its mail to the account lists them."),
        ];
    }
}
