using TeemCalendar.Core.Guide;

namespace TeemCalendar.Core.Onboarding;

/// <summary>What a room list refuses in a row, for a room that comes some other way.</summary>
internal static class RoomCheck
{
    /// <summary>The room with its address as the tenant will answer it.</summary>
    /// <exception cref="TeemException">The room cannot be made like that; why, it says.</exception>
    internal static Room Check(Room room)
    {
        if (!RoomListAddress.TryParse(room.Mailbox.Trim(), out var address, out var reason)) throw Refused("AddressRefused", $"'{Shown(room.Mailbox)}' is no address for a room: {reason}");
        foreach (var (what, text) in new[] { ("Name", room.DisplayName), ("Building", room.Building), ("City", room.City) })
            if (text is not null && RoomListCharacters.Refuse(text) is { } character) throw Refused("TextRefused", $"The {what} of {address} cannot be taken. {character}");
        if (room.DisplayName.Length is 0 or > RoomListRow.MaxName) throw Refused("NameRefused", $"The name of {address} has {room.DisplayName.Length} characters, and Exchange takes 1 to {RoomListRow.MaxName}.");
        if (room.Capacity < 0) throw Refused("CapacityRefused", $"{address} cannot seat {room.Capacity} people.");
        if (room.TimeZone is { } zone && TimeZones.Windows(zone) is null)
            throw Refused("TimeZoneUnknown", $"There is no time zone '{Shown(zone)}' for {address}.", "Give an IANA name (Europe/Berlin) or a Windows one (W. Europe Standard Time).");
        if (room.RoomList is not { } list) return room with { Mailbox = address };
        if (!RoomListAddress.TryParse(list, out var listAddress, out var listReason)) throw Refused("RoomListRefused", $"'{Shown(list)}', the room list of {address}, is no address: {listReason}");
        return room with { Mailbox = address, RoomList = listAddress };

        TeemException Refused(string id, string message, string remedy = "Correct it and run the command again; the other rooms are not concerned.") =>
            new(id, TeemErrorKind.InvalidInput, message, room.Mailbox, remedy);
    }

    static string Shown(string text) => RoomListRow.Shorten(text);
}
