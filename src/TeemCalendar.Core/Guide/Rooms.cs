using TeemCalendar.Core.Connection;
using TeemCalendar.Core.Exchange;
using TeemCalendar.Core.Planning;

namespace TeemCalendar.Core.Guide;

/// <summary>"Create or locate room resources": room mailboxes, where they are, and the room lists that hold them.</summary>
/// <param name="tenant">The connection.</param>
/// <param name="wanted">The rooms.</param>
/// <param name="force">True to make a room of a mailbox that is none, and of an address whose room was removed.</param>
/// <param name="blockSignIn">True to block the sign-in of the rooms' accounts.</param>
internal sealed class Rooms(Tenant tenant, IReadOnlyList<Room> wanted, bool force = false, bool blockSignIn = false) : Chapter<Rooms.Observed>("Rooms", "Room resources")
{
    /// <param name="Found">What the addresses belong to.</param>
    /// <param name="Lists">The members of each room list, by the list's address and by its name.</param>
    /// <param name="Deleted">When each removed mailbox whose address is wanted was made, by its addresses.</param>
    /// <param name="Devices">The accounts with the licence of a Teams Rooms device, where that matters.</param>
    internal sealed record Observed(RoomLookup Found, IReadOnlyDictionary<string, IReadOnlySet<string>> Lists, IReadOnlySet<string> Deleted, IReadOnlySet<Guid> Devices);

    protected override async Task<Observed> ReadAsync(CancellationToken cancel)
    {
        var finder = new RoomFinder(tenant);
        var lists = wanted.Any(r => r.RoomList is not null) ? ReadListsAsync(cancel) : Task.FromResult<IReadOnlyDictionary<string, IReadOnlySet<string>>>(new Dictionary<string, IReadOnlySet<string>>());
        var devices = blockSignIn ? finder.TeamsRoomAccountsAsync(cancel) : Task.FromResult<IReadOnlySet<Guid>>(new HashSet<Guid>());
        var found = await finder.LookUpAsync([.. wanted.Select(r => r.Mailbox)], cancel).ConfigureAwait(false);
        var deleted = !tenant.IsOnPremises && wanted.Any(r => found.IsUnknown(r.Mailbox)) ? await ReadDeletedAsync(cancel).ConfigureAwait(false) : [];
        return new(found, await lists.ConfigureAwait(false), deleted, await devices.ConfigureAwait(false));
    }

    async Task<IReadOnlyDictionary<string, IReadOnlySet<string>>> ReadListsAsync(CancellationToken cancel)
    {
        var asked = wanted.Select(r => r.RoomList).OfType<string>().ToHashSet(StringComparer.OrdinalIgnoreCase);
        var lists = new Dictionary<string, IReadOnlySet<string>>(StringComparer.OrdinalIgnoreCase);
        foreach (var list in await new RoomFinder(tenant).ListsAsync((address, name) => asked.Contains(address) || asked.Contains(name), cancel).ConfigureAwait(false))
        {
            lists.TryAdd(list.Address, list.Members);
            lists.TryAdd(list.Name, list.Members);
        }
        return lists;
    }

    async Task<HashSet<string>> ReadDeletedAsync(CancellationToken cancel) =>
        (await tenant.Exchange.InvokeAsync(RoomCommands.GetDeletedMailboxes(), cancel).ConfigureAwait(false)).Rows.SelectMany(FoundRoom.Addresses).ToHashSet(StringComparer.OrdinalIgnoreCase);

    protected override string Found(Observed observed) => $"{wanted.Count(r => observed.Found.Find(r.Mailbox) is not null)} of {wanted.Count} rooms are there.";

    protected override IEnumerable<GuideStep> Plan(Observed observed, IReadOnlySet<string> expected, List<TeemException> problems)
    {
        var (listsPlanned, seen) = (new HashSet<string>(StringComparer.OrdinalIgnoreCase), new HashSet<string>(StringComparer.OrdinalIgnoreCase));
        foreach (var room in wanted)
        {
            var found = observed.Found.Find(room.Mailbox);
            // Asked for by an alias or a sign-in name, it is its address that names it.
            var mailbox = found?.Room.Mailbox ?? room.Mailbox;
            if (!seen.Add(mailbox))
            {
                problems.Add(new("RoomTwice", TeemErrorKind.InvalidInput, $"{room.Mailbox} is {mailbox}, which was given already; the first was taken.", room.Mailbox, "Give each room once."));
                continue;
            }
            if (found is null)
            {
                if (Making(room, observed, problems) is not { } made) continue;
                yield return made;
            }
            var adopted = found is null ? observed.Found.Other(room.Mailbox) : null;
            var (place, refused) = PlaceDifferences(room, found, isNew: found is null && adopted is null);
            problems.AddRange(refused);
            var name = found is null ? adopted?.Text("DisplayName") : found.Room.Origin == RoomOrigin.Synced ? null : found.Room.DisplayName;
            if (name is not null && name != room.DisplayName)
                yield return new(Change(Keys.RoomName(mailbox), mailbox, "Correct its name", [new("DisplayName", name, room.DisplayName)]), [Keys.Room(mailbox)],
                    cancel => tenant.Exchange.InvokeAsync(RoomCommands.SetDisplayName(mailbox, room.DisplayName), cancel));
            if (place.Count > 0 && tenant.IsOnPremises)
                problems.Add(new("PlacesOnlineOnly", TeemErrorKind.NotSupported, $"Where {mailbox} is ({string.Join(", ", place.Select(p => p.Property))}) Exchange Online alone keeps: a server has no Set-Place.", mailbox, "Leave the place out, as -Building and -Floor; the rest of the room is made."));
            else if (place.Count > 0)
                yield return new(Change(Keys.Place(mailbox), mailbox, found is null ? "Say where it is" : "Correct where it is", place), [Keys.Room(mailbox)],
                    cancel => tenant.Exchange.InvokeAsync(RoomCommands.SetPlace(mailbox, place.Select(d => new KeyValuePair<string, object?>(d.Property, Value(room, d)))), cancel));

            if (room.RoomList is { } list && !(observed.Lists.GetValueOrDefault(list)?.Contains(mailbox) ?? false))
            {
                if (!observed.Lists.ContainsKey(list) && listsPlanned.Add(list))
                    yield return new(Change(Keys.RoomList(list), list, "Create the room list", reason: "Outlook's room finder shows rooms by their lists."), [],
                        cancel => tenant.Exchange.InvokeAsync(RoomCommands.NewRoomList(list.Split('@')[0], list.Contains('@', StringComparison.Ordinal) ? list : null), cancel));
                yield return new(Change(Keys.RoomListMember(list, mailbox), mailbox, "Put it on its room list", [new("RoomList", null, list)]), [Keys.Room(mailbox), Keys.RoomList(list)],
                    cancel => tenant.Exchange.InvokeAsync(RoomCommands.AddRoomListMember(list, mailbox), cancel));
            }
            if (blockSignIn && Blocking(mailbox, found, adopted, observed, problems) is { } blocking) yield return blocking;
        }
    }

    /// <summary>The room made, or what has its address made a room; null when neither may be.</summary>
    GuideStep? Making(Room room, Observed observed, List<TeemException> problems)
    {
        if (observed.Found.Other(room.Mailbox) is { } other)
        {
            var why = observed.Found.Why(room.Mailbox);
            var (address, type) = (other.Text("PrimarySmtpAddress") ?? room.Mailbox, other.Text("RecipientTypeDetails") ?? "");
            if (!RoomLookup.CanBecomeRoom(other)) problems.Add(why);
            else if (other.Flag("IsDirSynced") == true) problems.Add(Synced(room.Mailbox, ["Type"], "Make it a room there (Set-Mailbox -Type Room, or Set-RemoteMailbox)."));
            else if (!force) problems.Add(why);
            else if (!address.Equals(room.Mailbox, StringComparison.OrdinalIgnoreCase)) problems.Add(new("AddressNotPrimary", TeemErrorKind.InvalidInput, $"{room.Mailbox} is a second address of {address}.", room.Mailbox, $"Give {address}."));
            else
                return new(Change(Keys.Room(room.Mailbox), room.Mailbox, $"Make a room of the {type}", [new("RecipientTypeDetails", type, "RoomMailbox")],
                    "Its mail and meetings stay, and its account; from then on it answers meeting requests by itself, shows among the rooms, and needs no licence. People who worked in it keep their rights.", ChangeImpact.High), [],
                    cancel => tenant.Exchange.InvokeAsync(RoomCommands.SetMailboxType(room.Mailbox, "Room"), cancel));
            return null;
        }
        if (observed.Found.Refusal(room.Mailbox) is { } refused)
        {
            problems.Add(refused);
            return null;
        }
        if (!tenant.AcceptedDomains.Contains(room.Mailbox.Split('@')[^1], StringComparer.OrdinalIgnoreCase))
        {
            problems.Add(new("DomainNotAccepted", TeemErrorKind.InvalidInput, $"{room.Mailbox} is not in a domain of this tenant.", room.Mailbox, $"Its domains are {string.Join(", ", tenant.AcceptedDomains)}."));
            return null;
        }
        // Whoever removed it from here knows of it.
        if (!force && observed.Deleted.Contains(room.Mailbox) && tenant.Store.FindMade(Keys.Removal(Keys.Room(room.Mailbox))).Count == 0)
        {
            problems.Add(new("RoomDeleted", TeemErrorKind.Conflict, $"A mailbox with the address {room.Mailbox} was removed within the last 30 days, and can still be brought back with its meetings.", room.Mailbox,
                $"Undo-SoftDeletedMailbox {room.Mailbox} brings it back; New-TeemRoom -Force makes a new and empty room, and then the old one has to come back under another address."));
            return null;
        }
        return new(Change(Keys.Room(room.Mailbox), room.Mailbox, "Create the room mailbox", [new("DisplayName", null, room.DisplayName), .. Capacity(room)]), [],
            cancel => tenant.Exchange.InvokeAsync(RoomCommands.NewRoomMailbox(room), cancel));
    }

    /// <summary>Its sign-in blocked; null when it is, or must not be.</summary>
    GuideStep? Blocking(string mailbox, FoundRoom? found, System.Text.Json.JsonElement? adopted, Observed observed, List<TeemException> problems)
    {
        // A shared mailbox that becomes a room is blocked as a rule, and stays so when it is given back.
        if (found?.Room.SignInBlocked == true || adopted?.Flag("AccountDisabled") == true) return null;
        if (found is { Room.IsTeamsRoom: true } || (found is null ? adopted?.Id("ExternalDirectoryObjectId") : found.Room.Id) is { } account && observed.Devices.Contains(account))
        {
            problems.Add(new("TeamsRoomSignIn", TeemErrorKind.NotSupported, $"The sign-in of {mailbox} is not blocked: a Teams Rooms device signs in with this account.", mailbox, "Leave -BlockSignIn out for this room."));
            return null;
        }
        if (found is { Room.Origin: RoomOrigin.Synced })
        {
            problems.Add(Synced(mailbox, ["AccountEnabled"], "Disable the account there."));
            return null;
        }
        return new(Change(Keys.SignIn(mailbox), mailbox, "Block the sign-in of its account", [new("AccountEnabled", "True", "False")], "Nobody signs in as a room; its mailbox works without."), [Keys.Room(mailbox)], async cancel =>
        {
            var room = await new RoomFinder(tenant).GetAsync(mailbox, cancel).ConfigureAwait(false);
            await tenant.Directory.SetEnabledAsync(room.Id?.ToString() ?? mailbox, false, cancel).ConfigureAwait(false);
        });
    }

    static TeemException Synced(string mailbox, IEnumerable<string> properties, string remedy) =>
        new("RoomSynced", TeemErrorKind.NotSupported, $"{mailbox} is synchronised from an on-premises directory; {string.Join(", ", properties)} cannot be changed here.", mailbox, remedy);

    static IEnumerable<Difference> Capacity(Room room) => room.Capacity is { } seats ? [new("ResourceCapacity", null, Text(seats))] : [];

    /// <summary>What the list gives and the place says otherwise, and why some of it cannot be changed here; what the list leaves empty is not touched.</summary>
    static (IReadOnlyList<Difference> Place, IReadOnlyList<TeemException> Refused) PlaceDifferences(Room wanted, FoundRoom? found, bool isNew)
    {
        var all = PlaceDifferences(wanted, found?.Room, isNew).ToList();
        var address = all.Where(d => d.Property is "City" or "CountryOrRegion").ToList();
        if (address.Count == 0) return (all, []);
        var names = string.Join(", ", address.Select(d => d.Property));
        TeemException? refused = found switch
        {
            { ParentPlace: { } parent } => new("PlaceInBuilding", TeemErrorKind.NotSupported,
                $"{found.Room.Mailbox} was put in a building: {names} ({string.Join("; ", address)}) belong to the building and cannot be changed at the room.", found.Room.Mailbox,
                $"Change the address of the building above the place {parent} (Set-PlaceV3), or leave those columns empty."),
            { Room.Origin: RoomOrigin.Synced } => Synced(found.Room.Mailbox, address.Select(d => d.Property), "Change it on-premises (Set-User -City -CountryOrRegion), or leave those columns empty."),
            _ => null,
        };
        return refused is null ? (all, []) : ([.. all.Except(address)], [refused]);
    }

    static IEnumerable<Difference> PlaceDifferences(Room wanted, Room? found, bool isNew)
    {
        // A new room has its seats from the start.
        if (!isNew && wanted.Capacity is { } seats && seats != found?.Capacity) yield return new("Capacity", Text(found?.Capacity), Text(seats));
        if (wanted.Building is { } building && building != found?.Building) yield return new("Building", found?.Building, building);
        if (wanted.Floor is { } floor && floor != found?.Floor) yield return new("Floor", Text(found?.Floor), Text(floor));
        if (wanted.City is { } city && city != found?.City) yield return new("City", found?.City, city);
        if (wanted.CountryOrRegion is { } country && Countries.Code(country) != Countries.Code(found?.CountryOrRegion ?? "")) yield return new("CountryOrRegion", found?.CountryOrRegion, Countries.Code(country));
        if (wanted.Tags.Count > 0 && !wanted.Tags.ToHashSet(StringComparer.OrdinalIgnoreCase).SetEquals(found?.Tags ?? [])) yield return new("Tags", found is { Tags.Count: > 0 } ? string.Join(", ", found.Tags) : null, string.Join(", ", wanted.Tags));
    }

    static object? Value(Room room, Difference difference) => difference.Property switch
    {
        "Capacity" => room.Capacity,
        "Floor" => room.Floor,
        "Tags" => room.Tags,
        _ => difference.After,
    };

    static string? Text(int? number) => number?.ToString(System.Globalization.CultureInfo.InvariantCulture);

    public override async Task<IReadOnlyList<Check>> VerifyAsync(CancellationToken cancel)
    {
        var observed = await ReadAsync(cancel).ConfigureAwait(false);
        return [.. wanted.Select(room => observed.Found.Find(room.Mailbox) is not { } found
            ? observed.Found.Refusal(room.Mailbox) is { } refused ? Fail(room.Mailbox, refused)
                : Fail(room.Mailbox, "There is no such room mailbox.", "RoomNotFound", CommandLine.Of("New-TeemRoom", ("Mailbox", room.Mailbox), ("Name", room.DisplayName)))
            : PlaceDifferences(room, found, isNew: false) is var (off, kept) && off.Count > 0 ? Fail(room.Mailbox, $"It is there, and differs: {string.Join("; ", off)}.", "PlaceDiffers", "Run the onboarding again, or New-TeemRoom with the same values.")
            : kept.Count > 0 ? Fail(room.Mailbox, kept[0])
            : Pass(room.Mailbox, $"{found.Room.DisplayName} is there{(found.Room.City is null ? "" : $", in {found.Room.City}")}."))];
    }
}
