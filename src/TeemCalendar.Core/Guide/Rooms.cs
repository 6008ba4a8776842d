using TeemCalendar.Core.Connection;
using TeemCalendar.Core.Exchange;
using TeemCalendar.Core.Planning;

namespace TeemCalendar.Core.Guide;

/// <summary>"Create or locate room resources": room mailboxes, where they are, and the room lists that hold them.</summary>
internal sealed class Rooms(Tenant tenant, IReadOnlyList<Room> wanted) : Chapter<Rooms.Observed>("Rooms", "Room resources")
{
    /// <param name="ByName">The rooms that are there, by every address they have.</param>
    /// <param name="Lists">The members of each room list, by the list's address and by its name.</param>
    internal sealed record Observed(IReadOnlyDictionary<string, Room> ByName, IReadOnlyDictionary<string, IReadOnlySet<string>> Lists);

    protected override async Task<Observed> ReadAsync(CancellationToken cancel)
    {
        var rooms = new RoomFinder(tenant).ReadAsync([.. wanted.Select(r => r.Mailbox)], cancel);
        var lists = wanted.Any(r => r.RoomList is not null) ? await ReadListsAsync(cancel).ConfigureAwait(false) : new Dictionary<string, IReadOnlySet<string>>();
        return new(await rooms.ConfigureAwait(false), lists);
    }

    async Task<IReadOnlyDictionary<string, IReadOnlySet<string>>> ReadListsAsync(CancellationToken cancel)
    {
        var asked = wanted.Select(r => r.RoomList).OfType<string>().ToHashSet(StringComparer.OrdinalIgnoreCase);
        var groups = (await tenant.Exchange.InvokeAsync(RoomCommands.GetRoomLists(), cancel).ConfigureAwait(false)).Rows
            .Select(g => (Address: g.Text("PrimarySmtpAddress") ?? "", Name: g.Text("DisplayName") ?? g.Text("Name") ?? "")).Where(g => asked.Contains(g.Address) || asked.Contains(g.Name));
        var read = await Task.WhenAll(groups.Select(async g => (g.Address, g.Name,
            Members: (await tenant.Exchange.InvokeAsync(RoomCommands.GetRoomListMembers(g.Address), cancel).ConfigureAwait(false)).Rows.Select(m => m.Text("PrimarySmtpAddress") ?? "").ToHashSet(StringComparer.OrdinalIgnoreCase)))).ConfigureAwait(false);
        var lists = new Dictionary<string, IReadOnlySet<string>>(StringComparer.OrdinalIgnoreCase);
        foreach (var (address, name, members) in read) { lists.TryAdd(address, members); lists.TryAdd(name, members); }
        return lists;
    }

    protected override string Found(Observed observed) => $"{wanted.Count(r => observed.ByName.ContainsKey(r.Mailbox))} of {wanted.Count} rooms are there.";

    protected override IEnumerable<GuideStep> Plan(Observed observed, IReadOnlySet<string> expected, List<TeemException> problems)
    {
        var listsPlanned = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var room in wanted)
        {
            var found = observed.ByName.GetValueOrDefault(room.Mailbox);
            var place = PlaceDifferences(room, found).ToList();
            if (found is null)
            {
                var domain = room.Mailbox.Split('@')[^1];
                if (!tenant.AcceptedDomains.Contains(domain, StringComparer.OrdinalIgnoreCase))
                {
                    problems.Add(new("DomainNotAccepted", TeemErrorKind.InvalidInput, $"{room.Mailbox} is not in a domain of this tenant.", room.Mailbox, $"Its domains are {string.Join(", ", tenant.AcceptedDomains)}."));
                    continue;
                }
                yield return new(Change(Keys.Room(room.Mailbox), room.Mailbox, "Create the room mailbox", [new("DisplayName", null, room.DisplayName), .. Capacity(room)]), [],
                    cancel => tenant.Exchange.InvokeAsync(RoomCommands.NewRoomMailbox(room), cancel));
            }
            else if (found.Origin == RoomOrigin.Synced && place.Count > 0)
            {
                // Exchange Online refuses to change what an on-premises directory owns.
                problems.Add(new("RoomSynced", TeemErrorKind.NotSupported, $"{room.Mailbox} is synchronised from an on-premises directory; {string.Join(", ", place.Select(d => d.Property))} cannot be changed here.",
                    room.Mailbox, "Change it on-premises, or leave those columns empty."));
                place = [];
            }

            if (place.Count > 0)
                yield return new(Change(Keys.Place(room.Mailbox), room.Mailbox, found is null ? "Say where it is" : "Correct where it is", place), [Keys.Room(room.Mailbox)],
                    cancel => tenant.Exchange.InvokeAsync(RoomCommands.SetPlace(room.Mailbox, place.Select(d => new KeyValuePair<string, object?>(d.Property, Value(room, d)))), cancel));

            if (room.RoomList is { } list && !(observed.Lists.GetValueOrDefault(list)?.Contains(found?.Mailbox ?? room.Mailbox) ?? false))
            {
                if (!observed.Lists.ContainsKey(list) && listsPlanned.Add(list))
                    yield return new(Change(Keys.RoomList(list), list, "Create the room list", reason: "Outlook's room finder shows rooms by their lists."), [],
                        cancel => tenant.Exchange.InvokeAsync(RoomCommands.NewRoomList(list.Split('@')[0], list.Contains('@', StringComparison.Ordinal) ? list : null), cancel));
                yield return new(Change(Keys.RoomListMember(list, room.Mailbox), room.Mailbox, "Put it on its room list", [new("RoomList", null, list)]), [Keys.Room(room.Mailbox), Keys.RoomList(list)],
                    cancel => tenant.Exchange.InvokeAsync(RoomCommands.AddRoomListMember(list, room.Mailbox), cancel));
            }
        }
    }

    static IEnumerable<Difference> Capacity(Room room) => room.Capacity is { } seats ? [new("ResourceCapacity", null, Text(seats))] : [];

    /// <summary>What the list gives and the place says otherwise; what the list leaves empty is not touched.</summary>
    static IEnumerable<Difference> PlaceDifferences(Room wanted, Room? found)
    {
        if (found is not null && wanted.Capacity is { } seats && seats != found.Capacity) yield return new("Capacity", Text(found.Capacity), Text(seats));
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
        return [.. wanted.Select(room => observed.ByName.TryGetValue(room.Mailbox, out var found)
            ? PlaceDifferences(room, found).ToList() is { Count: > 0 } off
                ? Fail(room.Mailbox, $"It is there, and differs: {string.Join("; ", off)}.", "PlaceDiffers", "Run the onboarding again, or New-TeemRoom with the same values.")
                : Pass(room.Mailbox, $"{found.DisplayName} is there{(found.City is null ? "" : $", in {found.City}")}.")
            : Fail(room.Mailbox, "There is no such room mailbox.", "RoomNotFound", $"New-TeemRoom -Mailbox {room.Mailbox} -Name '{room.DisplayName.Replace("'", "''", StringComparison.Ordinal)}'"))];
    }
}
