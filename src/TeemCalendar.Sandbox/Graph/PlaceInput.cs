using System.Globalization;
using System.Text.Json.Nodes;
using TeemCalendar.Sandbox.State;
using TeemCalendar.Sandbox.Wire;

namespace TeemCalendar.Sandbox.Graph;

/// <summary>From a place's JSON, which the schema found well formed, to what the tenant keeps. A property that is null is emptied.</summary>
internal static class PlaceInput
{
    internal static void Apply(PlaceData place, JsonObject body, Guid? parent)
    {
        place.ParentId = parent;
        if (body["address"] is JsonObject address)
        {
            place.Street = Text(address, "street", place.Street);
            place.City = Text(address, "city", place.City);
            place.State = Text(address, "state", place.State);
            place.PostalCode = Text(address, "postalCode", place.PostalCode);
            place.CountryOrRegion = Text(address, "countryOrRegion", place.CountryOrRegion);
        }
        if (body["geoCoordinates"] is JsonObject coordinates) place.GeoCoordinates = Coordinates(coordinates);
        place.Building = Text(body, "building", place.Building);
        place.FloorLabel = Text(body, "floorLabel", place.FloorLabel);
        place.Label = Text(body, "label", place.Label);
        place.Nickname = Text(body, "nickname", place.Nickname);
        place.Phone = Text(body, "phone", place.Phone);
        place.AudioDeviceName = Text(body, "audioDeviceName", place.AudioDeviceName);
        place.VideoDeviceName = Text(body, "videoDeviceName", place.VideoDeviceName);
        place.DisplayDeviceName = Text(body, "displayDeviceName", place.DisplayDeviceName);
        if (body.ContainsKey("capacity")) place.Capacity = body["capacity"]?.GetValue<int>();
        if (body.ContainsKey("floorNumber")) place.Floor = body["floorNumber"]?.GetValue<int>();
        place.IsWheelChairAccessible = body["isWheelChairAccessible"]?.GetValue<bool>() ?? place.IsWheelChairAccessible;
        if (body["tags"] is JsonArray tags) place.Tags = [.. tags.Select(t => t.Text()!)];
    }

    static string? Text(JsonObject body, string name, string? before) => body.ContainsKey(name) ? body[name].Text() is { Length: > 0 } text ? text : null : before;

    static string? Coordinates(JsonObject json)
    {
        if (Number(json, "latitude") is not { } latitude || Number(json, "longitude") is not { } longitude) return null;
        if (latitude is < -90 or > 90 || longitude is < -180 or > 180) throw GraphRefusal.InvalidRequest("The coordinates are out of range.");
        var text = string.Create(CultureInfo.InvariantCulture, $"{latitude};{longitude}");
        return Number(json, "altitude") is { } altitude ? string.Create(CultureInfo.InvariantCulture, $"{text};{altitude}") : text;
    }

    static double? Number(JsonObject json, string name) => json[name] is JsonValue value && double.TryParse(value.ToString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;
}
