using TeemCalendar.Sandbox.State;

namespace TeemCalendar.Sandbox.Exchange.Nouns;

/// <summary>Get- and Set-Place: where rooms are and what is in them. The rows' names were seen, their order is inferred.</summary>
internal static class PlaceCommands
{
    internal static IReadOnlyList<Func<Row>> Get(CommandContext c)
    {
        var type = c.Args.Text("Type");
        if (c.Args.Text("Identity") is { Length: > 0 } identity)
            return c.State.RoomLists.FirstOrDefault(l => Identities.Same(l.PrimarySmtpAddress, identity) || Identities.Same(l.Name, identity)) is { } list ? Rows.One(Of(list)) : Rows.One(Of(c, Room(c, identity)));
        var rooms = type is null or "Room" ? Rows.Of(c.State.Mailboxes.Values.Where(m => m.IsRoom).OrderBy(m => m.Name, StringComparer.OrdinalIgnoreCase), m => Of(c, m)) : Rows.None;
        var lists = type is "RoomList" ? Rows.Of(c.State.RoomLists, Of) : Rows.None;
        return [.. rooms, .. lists];
    }

    internal static IReadOnlyList<Func<Row>> Set(CommandContext c)
    {
        var room = Room(c, c.Args.Required("Identity"));
        OnPremises.RefusePlace(c, room);
        var changed = false;
        foreach (var name in c.Settings) changed |= Apply(c, room.Place, name);
        if (changed) room.Changed = c.Tenant.Now;
        else c.WarnUnchanged(room.Name);
        return Rows.None;
    }

    static bool Apply(CommandContext c, PlaceData p, string name)
    {
        var text = c.Args.Text(name) is { Length: > 0 } given ? given : null;
        return name switch
        {
            "AudioDeviceName" => c.Change(p.AudioDeviceName, text, v => p.AudioDeviceName = v),
            "Building" => c.Change(p.Building, text, v => p.Building = v),
            "Capacity" => c.Change(p.Capacity, Positive(c, name), v => p.Capacity = v),
            "City" => c.Change(p.City, text, v => p.City = v),
            "CountryOrRegion" => c.Change(p.CountryOrRegion, text, v => p.CountryOrRegion = v),
            "DisplayDeviceName" => c.Change(p.DisplayDeviceName, text, v => p.DisplayDeviceName = v),
            "Floor" => c.Change(p.Floor, c.Args.Number(name), v => p.Floor = v),
            "FloorLabel" => c.Change(p.FloorLabel, text, v => p.FloorLabel = v),
            "GeoCoordinates" => c.Change(p.GeoCoordinates, text, v => p.GeoCoordinates = v),
            "IsWheelChairAccessible" => c.Change(p.IsWheelChairAccessible, c.Args.Flag(name), v => p.IsWheelChairAccessible = v),
            "Label" => c.Change(p.Label, text, v => p.Label = v),
            "MTREnabled" => c.Change(p.MtrEnabled, c.Args.Flag(name), v => p.MtrEnabled = v),
            "Phone" => c.Change(p.Phone, text, v => p.Phone = v),
            "ParentId" => c.Change(p.ParentId, text is null ? null : Parent(c, text), v => p.ParentId = v),
            "PostalCode" => c.Change(p.PostalCode, text, v => p.PostalCode = v),
            "State" => c.Change(p.State, text, v => p.State = v),
            "Street" => c.Change(p.Street, text, v => p.Street = v),
            "Tags" => SetTags(c, p, c.Args.Change(name)!.Apply(p.Tags)),
            "VideoDeviceName" => c.Change(p.VideoDeviceName, text, v => p.VideoDeviceName = v),
            _ => throw ExchangeFault.NotFound(c.Args.Text(name) ?? ""),
        };
    }

    /// <summary>A mailbox's capacity, or none. That it can't be negative is inferred from Set-Place.</summary>
    internal static int? Capacity(CommandContext c) => c.Args.Number("ResourceCapacity") is null ? null : Positive(c, "ResourceCapacity");

    static int? Positive(CommandContext c, string name) => c.Args.Number(name) is >= 0 and var value ? value : throw ExchangeFault.BadValue(name, c.Args.Text(name) ?? "", "Int32", "The value must not be negative");

    static bool SetTags(CommandContext c, PlaceData p, List<string> tags)
    {
        if (p.Tags.SequenceEqual(tags, StringComparer.Ordinal)) return false;
        c.Changes.Add(() => p.Tags = tags);
        return true;
    }

    static Mailbox Room(CommandContext c, string identity)
    {
        var mailbox = Identities.Mailbox(c.Tenant, identity);
        return mailbox.IsRoom ? mailbox : throw ExchangeFault.NotFound(identity);
    }

    /// <summary>A room stands in a section, on a floor or in a building.</summary>
    static Guid Parent(CommandContext c, string id) =>
        Guid.TryParse(id, out var parent) && c.State.Places.Exists(p => p.Id == parent && p.Kind is "building" or "floor" or "section") ? parent : throw ExchangeFault.NotFound(id);

    /// <summary>Documented: the address of a room that has a parent is managed at its building. That the room shows the building's, whatever is written to the room, is inferred.</summary>
    static PlaceData AddressOf(CommandContext c, PlaceData place)
    {
        var at = place;
        while (at.ParentId is { } parent && c.State.Places.Find(p => p.Id == parent) is { } above) at = above.Data;
        return at;
    }

    static Row Of(CommandContext c, Mailbox m)
    {
        var p = m.Place;
        var a = AddressOf(c, p);
        return new Row().Text("Identity", m.PrimarySmtpAddress).Text("DisplayName", m.DisplayName).Text("Type", "Room").Text("SpaceType", "Room").Text("Building", p.Building).Number("Floor", p.Floor).Text("FloorLabel", p.FloorLabel)
            .Number("Capacity", p.Capacity ?? m.ResourceCapacity).Text("Label", p.Label).Strings("Tags", p.Tags).Text("Phone", p.Phone).Text("Street", a.Street).Text("City", a.City).Text("State", a.State)
            .Text("PostalCode", a.PostalCode).Text("CountryOrRegion", a.CountryOrRegion).Text("GeoCoordinates", a.GeoCoordinates).Text("AudioDeviceName", p.AudioDeviceName).Text("VideoDeviceName", p.VideoDeviceName)
            .Text("DisplayDeviceName", p.DisplayDeviceName).Flag("IsWheelChairAccessible", p.IsWheelChairAccessible).Flag("MTREnabled", p.MtrEnabled).Text("BookingType", m.Processing.BookingType)
            .Strings("ResourceDelegates", m.Processing.ResourceDelegates).Text("Localities", Locality(c, m)).Text("ParentId", p.ParentId?.ToString()).Flag("IsValid", true);
    }

    static string? Locality(CommandContext c, Mailbox m) => c.State.RoomLists.FirstOrDefault(l => l.Members.Contains(m.OwnerId))?.PrimarySmtpAddress;

    static Row Of(RoomList l) => new Row().Text("Identity", l.PrimarySmtpAddress).Text("DisplayName", l.DisplayName).Text("Type", "RoomList").Flag("IsValid", true);
}
