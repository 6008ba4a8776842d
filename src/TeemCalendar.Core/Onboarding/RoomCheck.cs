using System.Globalization;
using TeemCalendar.Core.Guide;

namespace TeemCalendar.Core.Onboarding;

/// <summary>What a room list refuses in a row, for a room that comes some other way.</summary>
internal static class RoomCheck
{
    /// <summary>The room with its address as the tenant will answer it, and its numbers.</summary>
    /// <param name="room">The room, without its numbers.</param>
    /// <param name="capacity">The number of seats as it was given; null for none.</param>
    /// <param name="floor">The floor as it was given; null for none.</param>
    /// <exception cref="TeemException">The room cannot be made like that; why, it says.</exception>
    internal static Room Check(Room room, string? capacity, string? floor)
    {
        if (!RoomListAddress.TryParse(room.Mailbox.Trim(), out var address, out var reason)) throw Refused("AddressRefused", $"'{Shown(room.Mailbox)}' is no address for a room: {reason}");
        foreach (var (what, text) in new[] { ("Name", room.DisplayName), ("Building", room.Building), ("City", room.City) })
            if (text is not null && RoomListCharacters.Refuse(text) is { } character) throw Refused("TextRefused", $"The {what} of {address} cannot be taken. {character}");
        if (room.DisplayName.Length is 0 or > RoomListRow.MaxName) throw Refused("NameRefused", $"The name of {address} has {room.DisplayName.Length} characters, and Exchange takes 1 to {RoomListRow.MaxName}.");
        if (!TryNumber(capacity, NumberStyles.None, out var seats)) throw Refused("CapacityRefused", $"'{Shown(capacity!)}' is no number of seats for {address}: it is a whole number that is not negative.");
        if (!TryNumber(floor, NumberStyles.AllowLeadingSign, out var level))
            throw Refused("FloorRefused", $"'{Shown(floor!)}' is no floor for {address}: it is a whole number, as Exchange keeps it, 0 for the ground floor and -1 for the basement.");
        if (room.TimeZone is { } zone && TimeZones.Windows(zone) is null)
            throw Refused("TimeZoneUnknown", $"There is no time zone '{Shown(zone)}' for {address}.", "Give an IANA name (Europe/Berlin) or a Windows one (W. Europe Standard Time).");
        room = room with { Mailbox = address, Capacity = seats, Floor = level };
        if (room.RoomList is not { } list) return room;
        if (!RoomListAddress.TryParse(list, out var listAddress, out var listReason)) throw Refused("RoomListRefused", $"'{Shown(list)}', the room list of {address}, is no address: {listReason}");
        return room with { RoomList = listAddress };

        TeemException Refused(string id, string message, string remedy = "Correct it and run the command again; the other rooms are not concerned.") =>
            new(id, TeemErrorKind.InvalidInput, message, room.Mailbox, remedy);
    }

    static bool TryNumber(string? text, NumberStyles style, out int? number)
    {
        number = int.TryParse(text, style, CultureInfo.InvariantCulture, out var read) ? read : null;
        return text is null || number is not null;
    }

    static string Shown(string text) => RoomListRow.Shorten(text);
}
