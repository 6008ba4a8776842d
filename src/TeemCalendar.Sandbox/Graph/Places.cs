using System.Globalization;
using System.Text.Json.Nodes;
using TeemCalendar.Sandbox.Graph.Directory;
using TeemCalendar.Sandbox.Graph.OData;
using TeemCalendar.Sandbox.State;
using TeemCalendar.Sandbox.Wire;

namespace TeemCalendar.Sandbox.Graph;

/// <summary>/places: rooms and room lists as Exchange's directory of places shows them (row shape seen, property names documented).</summary>
internal static class Places
{
    const int Limit = 1000;
    static readonly Entity<Mailbox> Room = new("room", "places/microsoft.graph.room", WriteRoom, isDirectory: false);
    static readonly Entity<RoomList> List = new("roomList", "places/microsoft.graph.roomList", WriteList, isDirectory: false);

    // A room that is hidden from the address lists is not in the list of places (inferred).
    internal static WireAnswer Rooms(GraphCall call)
    {
        DirectoryAccess.ReadPlaces(call);
        return new(200, Room.Collection(call, call.State.Mailboxes.Values.Where(m => m.IsRoom && !m.Hidden), limit: Limit));
    }

    internal static WireAnswer RoomLists(GraphCall call)
    {
        DirectoryAccess.ReadPlaces(call);
        return new(200, List.Collection(call, call.State.RoomLists, limit: Limit));
    }

    internal static WireAnswer RoomsOf(GraphCall call, string id)
    {
        DirectoryAccess.ReadPlaces(call);
        var list = FindList(call, id) ?? throw GraphRefusal.ItemNotFound();
        return new(200, Room.Collection(call, list.Members.Select(m => call.State.Mailboxes.GetValueOrDefault(m)).OfType<Mailbox>().Where(m => m.IsRoom), $"places('{id}')/microsoft.graph.roomList/rooms", limit: Limit));
    }

    internal static WireAnswer Get(GraphCall call, string id)
    {
        DirectoryAccess.ReadPlaces(call);
        var room = Guid.TryParse(id, out var key) ? call.State.Mailboxes.GetValueOrDefault(key) ?? call.State.Mailboxes.Find(key.ToString()).FirstOrDefault(m => m.Guid == key) : call.State.FindAddress(id) as Mailbox;
        if (room is { IsRoom: true }) return Typed(Room.Single(call, room, "places/$entity"), "#microsoft.graph.room");
        return FindList(call, id) is { } list ? Typed(List.Single(call, list, "places/$entity"), "#microsoft.graph.roomList") : throw GraphRefusal.ItemNotFound();
    }

    static WireAnswer Typed(JsonObject json, string type)
    {
        json["@odata.type"] = type;
        return new(200, json);
    }

    static RoomList? FindList(GraphCall call, string id) =>
        Guid.TryParse(id, out var key) ? call.State.RoomLists.Find(l => l.Guid == key) : call.State.RoomLists.Find(l => l.PrimarySmtpAddress.Equals(id, StringComparison.OrdinalIgnoreCase));

    static void WriteRoom(Row row, GraphCall call, Mailbox room)
    {
        var place = room.Place;
        row.Put("id", room.Guid.ToString()).Put("emailAddress", room.PrimarySmtpAddress).Put("displayName", room.DisplayName).Put("geoCoordinates", () => Coordinates(place.GeoCoordinates))
            .Put("phone", place.Phone ?? "").Put("nickname", room.DisplayName).Put("building", place.Building).Put("floorNumber", place.Floor).Put("floorLabel", place.FloorLabel).Put("label", place.Label)
            .Put("capacity", place.Capacity ?? room.ResourceCapacity).Put("bookingType", room.Processing.BookingType.ToLowerInvariant()).Put("audioDeviceName", place.AudioDeviceName)
            .Put("videoDeviceName", place.VideoDeviceName).Put("displayDeviceName", place.DisplayDeviceName).Put("isWheelChairAccessible", place.IsWheelChairAccessible)
            .Put("tags", () => Row.Array(place.Tags)).Put("placeId", room.Guid.ToString()).Put("address", () => Address(place));
    }

    static void WriteList(Row row, GraphCall call, RoomList list) => row
        .Put("id", list.Guid.ToString()).Put("emailAddress", list.PrimarySmtpAddress).Put("displayName", list.DisplayName).Put("geoCoordinates", (JsonNode?)null).Put("phone", "")
        .Put("isWheelChairAccessible", false).Put("label", (JsonNode?)null).Put("tags", () => new JsonArray()).Put("address", (JsonNode?)null);

    static JsonObject? Address(PlaceData place) => place.Street is null && place.City is null && place.State is null && place.PostalCode is null && place.CountryOrRegion is null ? null : new()
    {
        ["street"] = place.Street ?? "", ["city"] = place.City ?? "", ["state"] = place.State ?? "", ["countryOrRegion"] = place.CountryOrRegion ?? "", ["postalCode"] = place.PostalCode ?? "",
    };

    /// <summary>Set-Place keeps "latitude;longitude" with an altitude after it where there is one (documented).</summary>
    static JsonObject? Coordinates(string? text)
    {
        var parts = text?.Split(';', ',').Select(p => double.TryParse(p, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : (double?)null).ToArray() ?? [];
        if (parts.Length < 2 || parts[0] is null || parts[1] is null) return null;
        return new() { ["latitude"] = parts[0], ["longitude"] = parts[1], ["altitude"] = parts.Length > 2 ? parts[2] : null };
    }
}
