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
        foreach (var name in c.Args.Names.Where(n => n is not ("Identity" or "Confirm" or "WhatIf"))) changed |= Apply(c, room.Place, name);
        if (changed) room.Changed = c.Tenant.Now;
        else c.WarnUnchanged(room.Name);
        return Rows.None;
    }

    static bool Apply(CommandContext c, PlaceData p, string name)
    {
        var text = c.Args.Text(name) is { Length: > 0 } given ? given : null;
        return name switch
        {
            "AudioDeviceName" => Change(p.AudioDeviceName, text, v => p.AudioDeviceName = v),
            "Building" => Change(p.Building, text, v => p.Building = v),
            "Capacity" => Change(p.Capacity, Positive(c, name), v => p.Capacity = v),
            "City" => Change(p.City, text, v => p.City = v),
            "CountryOrRegion" => Change(p.CountryOrRegion, text, v => p.CountryOrRegion = v),
            "DisplayDeviceName" => Change(p.DisplayDeviceName, text, v => p.DisplayDeviceName = v),
            "Floor" => Change(p.Floor, c.Args.Number(name), v => p.Floor = v),
            "FloorLabel" => Change(p.FloorLabel, text, v => p.FloorLabel = v),
            "GeoCoordinates" => Change(p.GeoCoordinates, text, v => p.GeoCoordinates = v),
            "IsWheelChairAccessible" => Change(p.IsWheelChairAccessible, c.Args.Flag(name), v => p.IsWheelChairAccessible = v),
            "Label" => Change(p.Label, text, v => p.Label = v),
            "MTREnabled" => Change(p.MtrEnabled, c.Args.Flag(name), v => p.MtrEnabled = v),
            "Phone" => Change(p.Phone, text, v => p.Phone = v),
            "PostalCode" => Change(p.PostalCode, text, v => p.PostalCode = v),
            "State" => Change(p.State, text, v => p.State = v),
            "Street" => Change(p.Street, text, v => p.Street = v),
            "Tags" => SetTags(p, c.Args.Change(name)!.Apply(p.Tags)),
            "VideoDeviceName" => Change(p.VideoDeviceName, text, v => p.VideoDeviceName = v),
            // Buildings and floors as places of their own (ParentId) are not in this tenant.
            _ => throw ExchangeFault.NotFound(c.Args.Text(name) ?? ""),
        };
    }

    static int? Positive(CommandContext c, string name) => c.Args.Number(name) is >= 0 and var value ? value : throw ExchangeFault.BadValue(name, c.Args.Text(name) ?? "", "Int32", "The value must not be negative");

    static bool SetTags(PlaceData p, List<string> tags)
    {
        if (p.Tags.SequenceEqual(tags, StringComparer.Ordinal)) return false;
        p.Tags = tags;
        return true;
    }

    static bool Change<T>(T before, T after, Action<T> set)
    {
        if (EqualityComparer<T>.Default.Equals(before, after)) return false;
        set(after);
        return true;
    }

    static Mailbox Room(CommandContext c, string identity)
    {
        var mailbox = Identities.Mailbox(c.Tenant, identity);
        return mailbox.IsRoom ? mailbox : throw ExchangeFault.NotFound(identity);
    }

    static Row Of(CommandContext c, Mailbox m)
    {
        var p = m.Place;
        return new Row().Text("Identity", m.PrimarySmtpAddress).Text("DisplayName", m.DisplayName).Text("Type", "Room").Text("SpaceType", "Room").Text("Building", p.Building).Number("Floor", p.Floor).Text("FloorLabel", p.FloorLabel)
            .Number("Capacity", p.Capacity ?? m.ResourceCapacity).Text("Label", p.Label).Strings("Tags", p.Tags).Text("Phone", p.Phone).Text("Street", p.Street).Text("City", p.City).Text("State", p.State)
            .Text("PostalCode", p.PostalCode).Text("CountryOrRegion", p.CountryOrRegion).Text("GeoCoordinates", p.GeoCoordinates).Text("AudioDeviceName", p.AudioDeviceName).Text("VideoDeviceName", p.VideoDeviceName)
            .Text("DisplayDeviceName", p.DisplayDeviceName).Flag("IsWheelChairAccessible", p.IsWheelChairAccessible).Flag("MTREnabled", p.MtrEnabled).Text("BookingType", m.Processing.BookingType)
            .Strings("ResourceDelegates", m.Processing.ResourceDelegates).Text("Localities", Locality(c, m)).Flag("IsValid", true);
    }

    static string? Locality(CommandContext c, Mailbox m) => c.State.RoomLists.FirstOrDefault(l => l.Members.Contains(m.OwnerId))?.PrimarySmtpAddress;

    static Row Of(RoomList l) => new Row().Text("Identity", l.PrimarySmtpAddress).Text("DisplayName", l.DisplayName).Text("Type", "RoomList").Flag("IsValid", true);
}
