using System.Collections.Concurrent;
using System.Text.Json;
using TeemCalendar.Core.Exchange;
using TeemCalendar.Core.Planning;

namespace TeemCalendar.Core.Guide;

/// <summary>What was found under some names: rooms, other recipients, or nothing. A room is found once and known by its id from then on, whatever name it was asked for by.</summary>
internal sealed class RoomLookup
{
    readonly ConcurrentDictionary<string, FoundRoom> rooms = new(StringComparer.OrdinalIgnoreCase);
    readonly ConcurrentDictionary<string, JsonElement> others = new(StringComparer.OrdinalIgnoreCase);
    readonly ConcurrentDictionary<string, TeemException> refused = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The rooms by every address and sign-in name they have, and by the names that were asked for.</summary>
    internal IReadOnlyDictionary<string, Room> Rooms => rooms.ToDictionary(r => r.Key, r => r.Value.Room, StringComparer.OrdinalIgnoreCase);

    internal FoundRoom? Find(string name) => rooms.GetValueOrDefault(name);

    /// <summary>What has the name and is no room, as Exchange gave it.</summary>
    internal JsonElement? Other(string name) => others.TryGetValue(name, out var row) ? row : null;

    internal bool IsUnknown(string name) => !rooms.ContainsKey(name) && !others.ContainsKey(name) && !refused.ContainsKey(name);

    internal void Add(FoundRoom room)
    {
        foreach (var name in room.Names) rooms.TryAdd(name, room);
    }

    internal void Add(string name, FoundRoom? room, JsonElement row)
    {
        if (room is null) others.TryAdd(name, row);
        else
        {
            Add(room);
            rooms.TryAdd(name, room);
        }
    }

    internal void Refuse(string name, TeemException why) => refused.TryAdd(name, why);

    /// <summary>Why the name is no room's, or null when it is one's or nobody's.</summary>
    internal TeemException? Refusal(string name) => refused.GetValueOrDefault(name) ?? (Other(name) is { } row && !rooms.ContainsKey(name) ? Told(name, row) : null);

    /// <summary>The error of a name that is no room's: what has it instead, or that nothing does.</summary>
    internal TeemException Why(string name) => Refusal(name) ?? RoomFinder.Missing(name);

    /// <summary>A room whose mailbox is in the on-premises Exchange, as far as the cloud knows it; null for anything else.</summary>
    internal Room? OnPremises(string name) => Other(name) is not { } row || row.Text("RecipientTypeDetails") is not ("MailUser" or "RemoteRoomMailbox") ? null : new Room
    {
        Mailbox = row.Text("PrimarySmtpAddress") ?? name, Id = row.Id("ExternalDirectoryObjectId"), DisplayName = row.Text("DisplayName") ?? name, Origin = RoomOrigin.OnPremises,
    };

    /// <summary>Whether a recipient has a mailbox in this tenant.</summary>
    internal static bool IsMailbox(JsonElement recipient) => recipient.Text("RecipientTypeDetails") is { } type && type.EndsWith("Mailbox", StringComparison.Ordinal);

    /// <summary>Whether Exchange can make a room of it.</summary>
    internal static bool CanBecomeRoom(JsonElement recipient) => recipient.Text("RecipientTypeDetails") is "UserMailbox" or "SharedMailbox" or "EquipmentMailbox";

    static TeemException Told(string name, JsonElement row)
    {
        var type = row.Text("RecipientTypeDetails") ?? "recipient of another kind";
        return type switch
        {
            "MailUser" or "RemoteRoomMailbox" => new("RoomOnPremises", TeemErrorKind.NotSupported, $"{name} is a mail user here: its mailbox is in the on-premises Exchange or another system, not in Exchange Online.", name,
                "Set it up where its mailbox is (Set-CalendarProcessing in that Exchange's own shell), or move the mailbox to Exchange Online and run the command again."),
            "RoomList" => NotARoom("a room list", $"{CommandLine.Of("Get-TeemRoom", ("RoomList", name))} # gives its rooms"),
            "MailContact" or "GuestMailUser" => NotARoom($"a contact ({type}), whose mailbox is somewhere else", "Give a room's address; Get-TeemRoom lists them."),
            _ when type.Contains("Group", StringComparison.Ordinal) => NotARoom($"a group ({type})", "Give the addresses of rooms; Get-TeemRoom lists them."),
            "UserMailbox" or "SharedMailbox" or "EquipmentMailbox" => NotARoom($"a {type}, not a room mailbox", "Give a room's address; Get-TeemRoom lists them. New-TeemRoom -Force makes a room of this mailbox."),
            _ => NotARoom($"a {type}, not a room mailbox", "Give a room's address; Get-TeemRoom lists them."),
        };

        TeemException NotARoom(string what, string remedy) => new("NotARoom", TeemErrorKind.InvalidInput, $"{name} is {what}.", name, remedy);
    }
}
