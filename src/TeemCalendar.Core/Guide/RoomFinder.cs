using System.Text.Json;
using TeemCalendar.Core.Connection;
using TeemCalendar.Core.Exchange;

namespace TeemCalendar.Core.Guide;

/// <summary>Finds room mailboxes and their places.</summary>
internal sealed class RoomFinder(Tenant tenant)
{
    // From here on one listing of the tenant's rooms is cheaper than asking for each.
    const int InBulk = 10;
    // A filter of twenty addresses is far from the longest that Exchange takes.
    const int InOneFilter = 20;

    /// <summary>The id of the error that a room is not there.</summary>
    internal const string RoomNotFound = "RoomNotFound";

    /// <summary>The rooms of those addresses, by every address and sign-in name they have; what is not there or is no room is left out.</summary>
    /// <exception cref="TeemException">Only one was asked for, and something else has its name.</exception>
    internal async Task<IReadOnlyDictionary<string, Room>> ReadAsync(IReadOnlyCollection<string> mailboxes, CancellationToken cancel)
    {
        var found = await LookUpAsync(mailboxes, cancel).ConfigureAwait(false);
        return mailboxes.Count == 1 && found.Refusal(mailboxes.First()) is { } refused ? throw refused : found.Rooms;
    }

    /// <summary>The rooms of those names, and of each other name what has it instead.</summary>
    internal async Task<RoomLookup> LookUpAsync(IReadOnlyCollection<string> names, CancellationToken cancel)
    {
        var lookup = new RoomLookup();
        var bulk = names.Count > InBulk;
        if (bulk) foreach (var room in await AllAsync(cancel).ConfigureAwait(false)) lookup.Add(room);
        // All addresses of all rooms are known by then; an alias or a display name Exchange resolves one by one.
        await Task.WhenAll(names.Where(n => lookup.Find(n) is null && (!bulk || !IsAddress(n))).Distinct(StringComparer.OrdinalIgnoreCase).Select(async name =>
        {
            try
            {
                if (await FindMailboxAsync(name, cancel).ConfigureAwait(false) is { } row) lookup.Add(name, await ReadRowAsync(row, cancel).ConfigureAwait(false), row);
            }
            catch (ExchangeException refused) when (refused.Kind == TeemErrorKind.InvalidInput) { lookup.Refuse(name, refused); }
        })).ConfigureAwait(false);
        await TellOthersAsync(lookup, [.. names.Where(lookup.IsUnknown).Distinct(StringComparer.OrdinalIgnoreCase)], cancel).ConfigureAwait(false);
        return lookup;
    }

    /// <summary>What is neither a room nor free: people, groups, contacts, mailboxes elsewhere.</summary>
    async Task TellOthersAsync(RoomLookup lookup, IReadOnlyList<string> names, CancellationToken cancel)
    {
        var rows = (await Task.WhenAll(names.Where(IsAddress).Chunk(InOneFilter).Select(some => tenant.Exchange.InvokeAsync(RoomCommands.GetRecipients(some), cancel))).ConfigureAwait(false)).SelectMany(a => a.Rows);
        var asked = names.ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var row in rows)
            foreach (var name in FoundRoom.Addresses(row).Where(asked.Contains)) await TellAsync(name, row).ConfigureAwait(false);
        foreach (var name in names.Where(n => !IsAddress(n)))
            try
            {
                if ((await tenant.Exchange.InvokeAsync(RoomCommands.GetRecipient(name), cancel).ConfigureAwait(false)).Rows is [var row, ..]) await TellAsync(name, row).ConfigureAwait(false);
            }
            catch (ExchangeException missing) when (missing.Is("ManagementObjectNotFoundException")) { /* nothing has that name */ }

        // Of a mailbox that could become a room more has to be known than a recipient tells.
        async Task TellAsync(string name, JsonElement recipient) =>
            lookup.Add(name, null, RoomLookup.IsMailbox(recipient) && recipient.Text("PrimarySmtpAddress") is { } address ? await FindMailboxAsync(address, cancel).ConfigureAwait(false) ?? recipient : recipient);
    }

    static bool IsAddress(string name) => name.Contains('@', StringComparison.Ordinal);

    /// <summary>Every room of the tenant.</summary>
    internal Task<IReadOnlyList<FoundRoom>> AllAsync(CancellationToken cancel) => AllAsync(null, cancel);

    /// <summary>The rooms that Exchange's own filter chooses; null for all.</summary>
    internal async Task<IReadOnlyList<FoundRoom>> AllAsync(string? filter, CancellationToken cancel)
    {
        var mailboxes = tenant.Exchange.InvokeAsync(RoomCommands.GetRoomMailboxes(filter), cancel);
        // Where a room is Exchange Online alone keeps.
        var places = (tenant.IsOnPremises ? [] : (await tenant.Exchange.InvokeAsync(RoomCommands.GetPlaces(), cancel).ConfigureAwait(false)).Rows).Where(p => p.Text("Identity") is not null)
            .ToLookup(p => p.Text("Identity")!, StringComparer.OrdinalIgnoreCase);
        return [.. (await mailboxes.ConfigureAwait(false)).Rows.Select(m => new FoundRoom(m, places[m.Text("PrimarySmtpAddress") ?? ""].Select(p => (JsonElement?)p).FirstOrDefault()))];
    }

    /// <summary>Room lists with their members' addresses.</summary>
    /// <param name="wanted">Which lists, by address and name.</param>
    /// <param name="cancel">Ends the reading.</param>
    internal async Task<IReadOnlyList<FoundRoomList>> ListsAsync(Func<string, string, bool> wanted, CancellationToken cancel)
    {
        var groups = (await tenant.Exchange.InvokeAsync(RoomCommands.GetRoomLists(), cancel).ConfigureAwait(false)).Rows
            .Select(g => (Address: g.Text("PrimarySmtpAddress") ?? "", Name: g.Text("DisplayName") ?? g.Text("Name") ?? "")).Where(g => wanted(g.Address, g.Name));
        return await Task.WhenAll(groups.Select(async g => new FoundRoomList(g.Address, g.Name,
            (await tenant.Exchange.InvokeAsync(RoomCommands.GetRoomListMembers(g.Address), cancel).ConfigureAwait(false)).Rows.Select(m => m.Text("PrimarySmtpAddress") ?? "").ToHashSet(StringComparer.OrdinalIgnoreCase)))).ConfigureAwait(false);
    }

    /// <summary>The accounts that have the licence of a Teams Rooms device, by their directory ids: two requests or three, however many rooms there are.</summary>
    internal async Task<IReadOnlySet<Guid>> TeamsRoomAccountsAsync(CancellationToken cancel)
    {
        var devices = (await tenant.Directory.GetLicencesAsync(cancel).ConfigureAwait(false)).Where(l => l.IsTeamsRooms);
        return (await Task.WhenAll(devices.Select(l => tenant.Directory.FindLicensedAsync(l.Sku, cancel))).ConfigureAwait(false)).SelectMany(ids => ids).ToHashSet();
    }

    /// <summary>One room, or null when nothing of that address is there.</summary>
    /// <exception cref="TeemException">The address is no room mailbox.</exception>
    internal async Task<FoundRoom?> FindAsync(string mailbox, CancellationToken cancel)
    {
        var found = await LookUpAsync([mailbox], cancel).ConfigureAwait(false);
        return found.Refusal(mailbox) is { } refused ? throw refused : found.Find(mailbox);
    }

    async Task<JsonElement?> FindMailboxAsync(string name, CancellationToken cancel)
    {
        try { return (await tenant.Exchange.InvokeAsync(RoomCommands.GetMailbox(name), cancel).ConfigureAwait(false)).Rows is [var row, ..] ? row : null; }
        catch (ExchangeException missing) when (missing.Is("ManagementObjectNotFoundException")) { return null; }
    }

    async Task<FoundRoom?> ReadRowAsync(JsonElement mailbox, CancellationToken cancel)
    {
        if (mailbox.Text("RecipientTypeDetails") != "RoomMailbox" || mailbox.Text("PrimarySmtpAddress") is not { } address) return null;
        if (tenant.IsOnPremises) return new FoundRoom(mailbox, null);
        try { return new FoundRoom(mailbox, (await tenant.Exchange.InvokeAsync(RoomCommands.GetPlace(address), cancel).ConfigureAwait(false)).Rows is [var place, ..] ? place : null); }
        // A room that was made a moment ago is no place yet.
        catch (ExchangeException missing) when (missing.Is("ManagementObjectNotFoundException")) { return new FoundRoom(mailbox, null); }
    }

    /// <summary>One room that has to be there.</summary>
    /// <exception cref="TeemException">It is not there, or is no room.</exception>
    internal async Task<Room> GetAsync(string mailbox, CancellationToken cancel) => (await FindAsync(mailbox, cancel).ConfigureAwait(false))?.Room ?? throw Missing(mailbox);

    internal static TeemException Missing(string mailbox) =>
        new(RoomNotFound, TeemErrorKind.NotFound, $"There is no room mailbox {mailbox}.", mailbox, $"Check the address, and that it is a room's: Get-TeemRoom lists the rooms, New-TeemRoom -Mailbox {mailbox} -Name ... makes one.");

    /// <summary>The same room with its zone, which Exchange keeps in the mailbox and gives one by one.</summary>
    internal async Task<Room> WithTimeZoneAsync(Room room, CancellationToken cancel) => room with { TimeZone = await TimeZoneAsync(room.Mailbox, cancel).ConfigureAwait(false) };

    /// <summary>The room's zone by its Windows name, or null when nobody set one: a new resource has no regional configuration.</summary>
    internal async Task<string?> TimeZoneAsync(string mailbox, CancellationToken cancel)
    {
        var rows = (await tenant.Exchange.InvokeAsync(RoomCommands.GetRegionalConfiguration(mailbox), cancel).ConfigureAwait(false)).Rows;
        return rows.Count > 0 && rows[0].Text("TimeZone") is { Length: > 0 } zone ? zone : null;
    }
}

/// <summary>A room list.</summary>
/// <param name="Address">Its address.</param>
/// <param name="Name">Its name, as people see it.</param>
/// <param name="Members">The addresses of its rooms.</param>
internal sealed record FoundRoomList(string Address, string Name, IReadOnlySet<string> Members);

/// <summary>A room as Exchange gave it.</summary>
internal sealed class FoundRoom
{
    internal FoundRoom(JsonElement mailbox, JsonElement? place)
    {
        var address = mailbox.Text("PrimarySmtpAddress") ?? "";
        var where = place ?? default;
        Room = new Room
        {
            Mailbox = address,
            Id = mailbox.Id("ExternalDirectoryObjectId"),
            DisplayName = mailbox.Text("DisplayName") ?? mailbox.Text("Name") ?? address,
            UserPrincipalName = mailbox.Text("UserPrincipalName"),
            Capacity = place is null ? mailbox.Number("ResourceCapacity") : where.Number("Capacity") ?? mailbox.Number("ResourceCapacity"),
            Building = place is null ? null : NullIfEmpty(where.Text("Building")),
            Floor = place is null ? null : where.Number("Floor"),
            City = place is null ? null : NullIfEmpty(where.Text("City")),
            CountryOrRegion = place is null ? null : NullIfEmpty(where.Text("CountryOrRegion")),
            Tags = place is null ? [] : where.List("Tags"),
            RoomList = place is null ? null : where.List("Localities") is [var list, ..] ? list : null,
            Origin = mailbox.Flag("IsDirSynced") == true ? RoomOrigin.Synced : RoomOrigin.CloudOnly,
            IsTeamsRoom = place is not null && where.Flag("MTREnabled") == true,
            SignInBlocked = mailbox.Flag("AccountDisabled"),
        };
        Names = [address, .. Addresses(mailbox), .. Room.UserPrincipalName is { } upn ? new[] { upn } : []];
        ParentPlace = place is null ? null : NullIfEmpty(where.Text("ParentId"));
    }

    /// <summary>Every address of a recipient.</summary>
    internal static IEnumerable<string> Addresses(JsonElement recipient) => recipient.List("EmailAddresses").Where(a => a.StartsWith("smtp:", StringComparison.OrdinalIgnoreCase)).Select(a => a[5..]);

    internal Room Room { get; }

    /// <summary>Every address and sign-in name by which the room may be given.</summary>
    internal IReadOnlyList<string> Names { get; }

    /// <summary>The floor, section or building that it was put in, by its id: its address is the building's. Null for a room with an address of its own.</summary>
    internal string? ParentPlace { get; }

    static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
