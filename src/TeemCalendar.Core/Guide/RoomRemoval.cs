using TeemCalendar.Core.Connection;
using TeemCalendar.Core.Exchange;
using TeemCalendar.Core.Planning;
using TeemCalendar.Core.Storage;

namespace TeemCalendar.Core.Guide;

/// <summary>Takes rooms away again: mailboxes that were made here, and others only by force. Of a room that was there before, what was changed here is put back.</summary>
/// <param name="tenant">The connection.</param>
/// <param name="mailboxes">The rooms.</param>
/// <param name="force">True to remove rooms that were not made here as well.</param>
internal sealed class RoomRemoval(Tenant tenant, IReadOnlyList<string> mailboxes, bool force = false) : Chapter<RoomRemoval.Observed>("Rooms", "Removal of rooms")
{
    /// <param name="Found">What the addresses belong to.</param>
    /// <param name="Lists">The room lists that were made here or to which rooms were added from here.</param>
    internal sealed record Observed(RoomLookup Found, IReadOnlyList<FoundRoomList> Lists);

    protected override async Task<Observed> ReadAsync(CancellationToken cancel)
    {
        var finder = new RoomFinder(tenant);
        var ours = tenant.Store.FindMade(Keys.RoomLists, "").SelectMany(e => e.Differences.Select(d => d.After).OfType<string>().Append(e.Target)).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var lists = ours.Count == 0 ? Task.FromResult<IReadOnlyList<FoundRoomList>>([]) : finder.ListsAsync((address, name) => ours.Contains(address) || ours.Contains(name), cancel);
        return new(await finder.LookUpAsync(mailboxes, cancel).ConfigureAwait(false), await lists.ConfigureAwait(false));
    }

    protected override string Found(Observed observed) => $"{mailboxes.Count(m => observed.Found.Find(m) is not null)} of {mailboxes.Count} rooms are there.";

    protected override IEnumerable<GuideStep> Plan(Observed observed, IReadOnlySet<string> expected, List<TeemException> problems)
    {
        var leaving = observed.Lists.ToDictionary(l => l, _ => new List<string>());
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var mailbox in mailboxes)
        {
            if (observed.Found.Find(mailbox) is not { } found)
            {
                if (expected.Contains(Keys.Room(mailbox))) yield return Rehearsed(mailbox);
                else problems.Add(observed.Found.Why(mailbox));
                continue;
            }
            var room = found.Room;
            if (!seen.Add(room.Mailbox)) continue;
            var made = tenant.Store.FindMade(Keys.Room(room.Mailbox));
            // A mailbox that was made a room from here was somebody's before.
            var isMade = made.Count > 0 && !made.Any(IsConversion);
            if (!force && !isMade)
            {
                var steps = Restoring(found, made, observed.Lists, problems).ToList();
                if (steps.Count == 0 && !problems.Exists(p => p.Target == room.Mailbox))
                    problems.Add(new("NotMadeHere", TeemErrorKind.Conflict, $"{room.Mailbox} was not made from this computer.", room.Mailbox, "Give -Force to remove it all the same: its meetings go with it."));
                foreach (var step in steps) yield return step;
                foreach (var list in observed.Lists.Where(l => steps.Exists(s => s.Change.Key == Keys.Removal(Keys.RoomListMember(l.Address, room.Mailbox))))) leaving[list].Add(room.Mailbox);
                continue;
            }
            if (room.Origin == RoomOrigin.Synced)
            {
                problems.Add(new("RoomSynced", TeemErrorKind.NotSupported, $"{room.Mailbox} is synchronised from an on-premises directory.", room.Mailbox, "Remove it on-premises."));
                continue;
            }
            foreach (var list in observed.Lists.Where(l => l.Members.Contains(room.Mailbox))) leaving[list].Add(room.Mailbox);
            yield return new(Change(Keys.Removal(Keys.Room(room.Mailbox)), room.Mailbox, "Remove the room mailbox", [new("DisplayName", room.DisplayName, null)],
                "Its meetings go with it. An administrator can bring it back within 30 days.", ChangeImpact.High), [], async cancel =>
            {
                await tenant.Exchange.InvokeAsync(RoomCommands.RemoveMailbox(room.Mailbox), cancel).ConfigureAwait(false);
                if (room.Id is { } id) tenant.Store.RemoveCalendar(id);
                tenant.Store.TakenBack([Keys.Room(room.Mailbox), Keys.Place(room.Mailbox), Keys.RoomName(room.Mailbox), Keys.SignIn(room.Mailbox), Keys.Settings(room.Mailbox), Keys.TimeZone(room.Mailbox), Keys.Calendar(room.Mailbox),
                    .. Memberships(room.Mailbox).Select(e => e.Key)]);
            });
        }
        foreach (var step in EmptyLists(leaving)) yield return step;
    }

    static bool IsConversion(JournalEntry entry) => entry.Differences.Any(d => d.Property == "RecipientTypeDetails");

    IReadOnlyList<JournalEntry> Memberships(string mailbox) => tenant.Store.FindMade(Keys.RoomListsOf(mailbox).Start, Keys.RoomListsOf(mailbox).End);

    /// <summary>Puts back what was changed of a room that was there before.</summary>
    IEnumerable<GuideStep> Restoring(FoundRoom found, IReadOnlyList<JournalEntry> made, IReadOnlyList<FoundRoomList> lists, List<TeemException> problems)
    {
        var (room, mailbox) = (found.Room, found.Room.Mailbox);
        foreach (var entry in Memberships(mailbox))
            if (entry.Differences.FirstOrDefault(d => d.Property == "RoomList")?.After is { } listed && lists.FirstOrDefault(l => Same(l.Address, listed) || Same(l.Name, listed)) is { } list && list.Members.Contains(mailbox))
                yield return Step(Keys.RoomListMember(list.Address, mailbox), "Take it off the room list", [new("RoomList", list.Address, null)], cancel => tenant.Exchange.InvokeAsync(RoomCommands.RemoveRoomListMember(list.Address, mailbox), cancel), entry.Key);
        var place = Restoration.Of(tenant.Store.FindMade(Keys.Place(mailbox)), property => Current(room, property));
        var (lasting, back) = (place.Back.Where(d => d is { Property: "Floor" or "Capacity", After: null }).ToList(), place.Back.Where(d => d is not { Property: "Floor" or "Capacity", After: null }).ToList());
        // What is no room any more shows no seats.
        if (lasting.Count > 0 && !made.Any(IsConversion))
            problems.Add(new("PlaceStays", TeemErrorKind.NotSupported, $"Exchange has no way to empty {string.Join(" and ", lasting.Select(d => d.Property))} of {mailbox} again; it stays as it is ({string.Join("; ", lasting)}).", mailbox, "Nothing depends on it."));
        if (back.Count > 0)
            yield return Step(Keys.Place(mailbox), "Put back where it was", back, cancel => tenant.Exchange.InvokeAsync(RoomCommands.SetPlace(mailbox, back.Select(d => new KeyValuePair<string, object?>(d.Property, Value(d)))), cancel));
        var name = Restoration.Of(tenant.Store.FindMade(Keys.RoomName(mailbox)), _ => room.DisplayName);
        if (name.Back is [{ After: { } former }])
            yield return Step(Keys.RoomName(mailbox), "Give it its name back", name.Back, cancel => tenant.Exchange.InvokeAsync(RoomCommands.SetDisplayName(mailbox, former), cancel));
        var signIn = Restoration.Of(tenant.Store.FindMade(Keys.SignIn(mailbox)), _ => room.SignInBlocked == true ? "False" : "True");
        if (signIn.Back.Count > 0)
            yield return Step(Keys.SignIn(mailbox), "Let its account sign in again", signIn.Back, cancel => tenant.Directory.SetEnabledAsync(room.Id?.ToString() ?? mailbox, true, cancel));
        var type = Restoration.Of(made.Where(IsConversion), _ => "RoomMailbox");
        if (type.Back is [{ After: { } before }])
            yield return Step(Keys.Room(mailbox), $"Make it a {before} again", type.Back, cancel => tenant.Exchange.InvokeAsync(RoomCommands.SetMailboxType(mailbox, before switch { "SharedMailbox" => "Shared", "EquipmentMailbox" => "Equipment", _ => "Regular" }), cancel),
                after: [Keys.Removal(Keys.Place(mailbox)), .. lists.Select(l => Keys.Removal(Keys.RoomListMember(l.Address, mailbox)))]);
        var changed = place.Changed.Concat(name.Changed).ToList();
        if (changed.Count > 0)
            problems.Add(new("ChangedSince", TeemErrorKind.Conflict, $"Somebody changed {mailbox} since, and that stays: {string.Join("; ", changed.Select(d => $"{d.Property} is {d.Before ?? "(none)"} and was set to {d.After ?? "(none)"} from here"))}.", mailbox,
                "Compare it with Get-TeemRoom, and correct it by hand if it is wrong."));

        GuideStep Step(string key, string action, IEnumerable<Difference> differences, Func<CancellationToken, Task> apply, string? journalKey = null, IReadOnlyList<string>? after = null) =>
            new(Change(Keys.Removal(key), mailbox, action, differences, impact: ChangeImpact.High), after ?? [], async cancel =>
            {
                await apply(cancel).ConfigureAwait(false);
                tenant.Store.TakenBack(key, journalKey ?? key);
            });
    }

    /// <summary>Room lists that were made here go with their last room.</summary>
    IEnumerable<GuideStep> EmptyLists(Dictionary<FoundRoomList, List<string>> leaving)
    {
        foreach (var (list, rooms) in leaving)
        {
            string[] keys = [Keys.RoomList(list.Address), Keys.RoomList(list.Name)];
            // Without members and with nothing leaving: a run was cut off after its last room.
            if (list.Members.Count > rooms.Count || !keys.Any(key => tenant.Store.FindMade(key).Count > 0)) continue;
            yield return new(Change(Keys.Removal(keys[0]), list.Address, "Remove the room list", reason: "It was made from here, and its last room goes.", impact: ChangeImpact.High),
                [.. rooms.SelectMany(r => new[] { Keys.Removal(Keys.Room(r)), Keys.Removal(Keys.RoomListMember(list.Address, r)) })], async cancel =>
            {
                // Somebody may have found a use for it meanwhile.
                var others = (await new RoomFinder(tenant).ListsAsync((address, _) => Same(address, list.Address), cancel).ConfigureAwait(false)).SelectMany(l => l.Members).Except(rooms, StringComparer.OrdinalIgnoreCase).ToList();
                if (others.Count > 0) throw new TeemException("RoomListInUse", TeemErrorKind.Conflict, $"{list.Address} has other rooms by now ({string.Join(", ", others)}); it stays.", list.Address, "Nothing has to be done.");
                await tenant.Exchange.InvokeAsync(RoomCommands.RemoveRoomList(list.Address), cancel).ConfigureAwait(false);
                tenant.Store.TakenBack(keys);
            });
        }
    }

    static bool Same(string one, string other) => one.Equals(other, StringComparison.OrdinalIgnoreCase);

    static string? Current(Room room, string property) => property switch
    {
        "Capacity" => room.Capacity?.ToString(System.Globalization.CultureInfo.InvariantCulture),
        "Floor" => room.Floor?.ToString(System.Globalization.CultureInfo.InvariantCulture),
        "Building" => room.Building,
        "City" => room.City,
        "CountryOrRegion" => room.CountryOrRegion is { } country ? Countries.Code(country) : null,
        _ => room.Tags.Count > 0 ? string.Join(", ", room.Tags) : null,
    };

    static object? Value(Difference back) => back.Property switch
    {
        "Tags" => (back.After ?? "").Split(", ", StringSplitOptions.RemoveEmptyEntries),
        "Floor" or "Capacity" => int.Parse(back.After!, System.Globalization.CultureInfo.InvariantCulture),
        _ => back.After ?? "",
    };

    // In a rehearsal: the room would have been made before.
    GuideStep Rehearsed(string mailbox) => new(Change(Keys.Removal(Keys.Room(mailbox)), mailbox, "Remove the room mailbox", impact: ChangeImpact.High), [], _ => throw RoomFinder.Missing(mailbox));

    public override async Task<IReadOnlyList<Check>> VerifyAsync(CancellationToken cancel)
    {
        var observed = await ReadAsync(cancel).ConfigureAwait(false);
        return [.. mailboxes.Select(m => observed.Found.Find(m) is { } found && tenant.Store.FindMade(Keys.Room(found.Room.Mailbox)) is var made && (made.Count > 0 || Restoring(found, made, observed.Lists, []).Any())
            ? Fail(m, "It is still there.", "NotRemoved", $"Remove-TeemRoom -Mailbox {m}") : Pass(m, "Nothing of what was done here is left."))];
    }
}
