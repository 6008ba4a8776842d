using System.Text.Json;
using TeemCalendar.Core.Connection;
using TeemCalendar.Core.Exchange;

namespace TeemCalendar.Core.Guide;

/// <summary>Finds room mailboxes and their places.</summary>
internal sealed class RoomFinder(Tenant tenant)
{
    // From here on one listing of the tenant's rooms is cheaper than asking for each.
    const int InBulk = 10;
    const string NotARoom = "NotARoom";

    /// <summary>The id of the error that a room is not there.</summary>
    internal const string RoomNotFound = "RoomNotFound";

    /// <summary>The rooms of those addresses, by every address and sign-in name they have; what is not there or is no room is left out.</summary>
    internal async Task<IReadOnlyDictionary<string, Room>> ReadAsync(IReadOnlyCollection<string> mailboxes, CancellationToken cancel)
    {
        if (mailboxes.Count > InBulk) return ByEveryName(await AllAsync(cancel).ConfigureAwait(false));
        // One address that is no room must not hide the others; alone it is told why.
        var found = await Task.WhenAll(mailboxes.Select(m => mailboxes.Count > 1 ? FindRoomAsync(m, cancel) : FindAsync(m, cancel))).ConfigureAwait(false);
        return ByEveryName(found.OfType<FoundRoom>());
    }

    async Task<FoundRoom?> FindRoomAsync(string mailbox, CancellationToken cancel)
    {
        try { return await FindAsync(mailbox, cancel).ConfigureAwait(false); }
        catch (TeemException other) when (other.Id == NotARoom) { return null; }
    }

    static Dictionary<string, Room> ByEveryName(IEnumerable<FoundRoom> found)
    {
        var rooms = new Dictionary<string, Room>(StringComparer.OrdinalIgnoreCase);
        foreach (var room in found) foreach (var name in room.Names) rooms.TryAdd(name, room.Room);
        return rooms;
    }

    /// <summary>Every room of the tenant.</summary>
    internal async Task<IReadOnlyList<FoundRoom>> AllAsync(CancellationToken cancel)
    {
        var mailboxes = tenant.Exchange.InvokeAsync(RoomCommands.GetRoomMailboxes(), cancel);
        var places = (await tenant.Exchange.InvokeAsync(RoomCommands.GetPlaces(), cancel).ConfigureAwait(false)).Rows.Where(p => p.Text("Identity") is not null)
            .ToLookup(p => p.Text("Identity")!, StringComparer.OrdinalIgnoreCase);
        return [.. (await mailboxes.ConfigureAwait(false)).Rows.Select(m => new FoundRoom(m, places[m.Text("PrimarySmtpAddress") ?? ""].Select(p => (JsonElement?)p).FirstOrDefault()))];
    }

    /// <summary>One room, or null when nothing of that address is there.</summary>
    /// <exception cref="TeemException">The address is no room mailbox.</exception>
    internal async Task<FoundRoom?> FindAsync(string mailbox, CancellationToken cancel)
    {
        try
        {
            var rows = (await tenant.Exchange.InvokeAsync(RoomCommands.GetMailbox(mailbox), cancel).ConfigureAwait(false)).Rows;
            if (rows.Count == 0) return null;
            if (rows[0].Text("RecipientTypeDetails") is var type && type != "RoomMailbox")
                throw new TeemException(NotARoom, TeemErrorKind.InvalidInput, $"{mailbox} is a {type}, not a room mailbox.", mailbox, "Give a room's address; Get-TeemRoom lists them.");
            var place = await tenant.Exchange.InvokeAsync(RoomCommands.GetPlace(mailbox), cancel).ConfigureAwait(false);
            return new FoundRoom(rows[0], place.Rows.Count > 0 ? place.Rows[0] : null);
        }
        catch (ExchangeException missing) when (missing.Is("ManagementObjectNotFoundException")) { return null; }
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
            Origin = mailbox.Flag("IsDirSynced") == true ? RoomOrigin.Synced : RoomOrigin.CloudOnly,
            IsTeamsRoom = place is not null && where.Flag("MTREnabled") == true,
        };
        Names = [address, .. mailbox.List("EmailAddresses").Where(a => a.StartsWith("smtp:", StringComparison.OrdinalIgnoreCase)).Select(a => a[5..]),
            .. Room.UserPrincipalName is { } upn ? new[] { upn } : []];
    }

    internal Room Room { get; }

    /// <summary>Every address and sign-in name by which the room may be given.</summary>
    internal IReadOnlyList<string> Names { get; }

    static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
