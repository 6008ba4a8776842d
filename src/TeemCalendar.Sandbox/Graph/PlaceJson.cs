using System.Globalization;
using System.Text.Json.Nodes;
using TeemCalendar.Sandbox.Graph.OData;
using TeemCalendar.Sandbox.State;

namespace TeemCalendar.Sandbox.Graph;

/// <summary>Places as Graph writes them.</summary>
internal static class PlaceJson
{
    internal static void Room(Row row, GraphCall call, Mailbox room)
    {
        var place = room.Place;
        row.Put("id", room.Guid.ToString()).Put("emailAddress", room.PrimarySmtpAddress).Put("displayName", room.DisplayName).Put("geoCoordinates", () => Coordinates(place.GeoCoordinates))
            .Put("phone", place.Phone ?? "").Put("nickname", place.Nickname ?? room.DisplayName).Put("building", place.Building).Put("teamsEnabledState", place.MtrEnabled ? "enabled" : "unknown").Put("floorNumber", place.Floor).Put("floorLabel", place.FloorLabel).Put("label", place.Label)
            .Put("capacity", place.Capacity ?? room.ResourceCapacity).Put("bookingType", room.Processing.BookingType.ToLowerInvariant()).Put("audioDeviceName", place.AudioDeviceName)
            .Put("videoDeviceName", place.VideoDeviceName).Put("displayDeviceName", place.DisplayDeviceName).Put("isWheelChairAccessible", place.IsWheelChairAccessible)
            .Put("tags", () => Row.Array(place.Tags)).Put("placeId", PlaceId(room)).Put("parentId", place.ParentId?.ToString()).Put("address", () => Address(place));
    }

    internal static void Workspace(Row row, GraphCall call, Mailbox workspace)
    {
        var place = workspace.Place;
        row.Put("id", workspace.Guid.ToString()).Put("emailAddress", workspace.PrimarySmtpAddress).Put("displayName", workspace.DisplayName).Put("geoCoordinates", () => Coordinates(place.GeoCoordinates))
            .Put("phone", place.Phone ?? "").Put("nickname", place.Nickname ?? workspace.DisplayName).Put("label", place.Label).Put("capacity", place.Capacity ?? workspace.ResourceCapacity)
            .Put("displayDeviceName", place.DisplayDeviceName).Put("isWheelChairAccessible", place.IsWheelChairAccessible).Put("tags", () => Row.Array(place.Tags)).Put("placeId", PlaceId(workspace))
            .Put("parentId", place.ParentId?.ToString()).Put("address", () => Address(place)).Put("mode", () => new JsonObject { ["@odata.type"] = "#microsoft.graph.reservablePlaceMode" });
    }

    internal static void List(Row row, GraphCall call, RoomList list) => row
        .Put("id", list.Guid.ToString()).Put("emailAddress", list.PrimarySmtpAddress).Put("displayName", list.DisplayName).Put("geoCoordinates", () => Coordinates(list.Place.GeoCoordinates)).Put("phone", list.Place.Phone ?? "")
        .Put("isWheelChairAccessible", list.Place.IsWheelChairAccessible).Put("label", list.Place.Label).Put("tags", () => Row.Array(list.Place.Tags)).Put("address", () => Address(list.Place));

    internal static void Other(Row row, GraphCall call, PlaceObject place) => row
        .Put("id", place.Id.ToString()).Put("placeId", place.Id.ToString()).Put("displayName", place.DisplayName).Put("parentId", place.Data.ParentId?.ToString()).Put("geoCoordinates", () => Coordinates(place.Data.GeoCoordinates))
        .Put("phone", place.Data.Phone ?? "").Put("label", place.Data.Label).Put("isWheelChairAccessible", place.Data.IsWheelChairAccessible).Put("tags", () => Row.Array(place.Data.Tags)).Put("address", () => Address(place.Data));

    /// <summary>The id of the mailbox's place, which is another than the mailbox's own (seen in the documentation's example).</summary>
    static string PlaceId(Mailbox mailbox) => SandboxTenant.GuidOf($"place/{mailbox.Guid}").ToString();

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
