using System.Globalization;
using System.Text.Json.Nodes;
using TeemCalendar.Sandbox.Calendars;
using TeemCalendar.Sandbox.Graph.Directory;
using TeemCalendar.Sandbox.Graph.Schema;
using TeemCalendar.Sandbox.State;
using TeemCalendar.Sandbox.Wire;

namespace TeemCalendar.Sandbox.Graph;

/// <summary>Places made, changed and removed. A room or workspace that is made here gets its mailbox from the service (inferred; its address is documented).</summary>
internal static class PlaceChanges
{
    const string TypePrefix = "microsoft.graph.";

    // Documented: what can be changed of a room and of a room list.
    static readonly string[] OfRoom =
        ["address", "audioDeviceName", "bookingType", "building", "capacity", "displayDeviceName", "floorLabel", "floorNumber", "geoCoordinates", "isWheelChairAccessible", "label", "nickname", "phone", "tags", "videoDeviceName", "parentId"];
    static readonly string[] OfOthers = ["address", "displayName", "geoCoordinates", "isWheelChairAccessible", "label", "phone", "tags", "parentId"];
    // Documented with Set-Place: these of a synchronised room are mastered on-premises.
    static readonly string[] Mastered = ["address", "geoCoordinates", "phone"];

    /// <summary>What may stand in what (the tree is documented by its examples; the refusals are inferred).</summary>
    static readonly Dictionary<string, string[]> Parents = new()
    {
        ["building"] = [], ["floor"] = ["building"], ["section"] = ["floor"], ["desk"] = ["section", "floor"], ["room"] = ["floor", "section", "building"], ["workspace"] = ["floor", "section", "building"],
    };

    internal static WireAnswer Create(GraphCall call)
    {
        DirectoryAccess.WritePlaces(call);
        var kind = Kind(BodyReader.Parse(call.Request));
        if (kind is null || !Parents.ContainsKey(kind)) throw GraphRefusal.InvalidRequest("The type of the place has to be given with @odata.type: building, floor, section, room, workspace or desk.");
        Places.CheckSelect(call, kind);
        var body = call.OutlookBody(kind);
        if (body["displayName"].Text() is not { Length: > 0 } name) throw GraphRefusal.InvalidRequest("A place needs a displayName.");
        var data = new PlaceData();
        PlaceInput.Apply(data, body, Parent(call, kind, body) ?? (kind is "building" ? null : throw GraphRefusal.InvalidRequest($"A {kind} needs the parentId of a {string.Join(" or ", Parents[kind])}.")));
        object made = kind is "room" or "workspace" ? NewMailbox(call, kind, name, data, body) : NewPlace(call, kind, name, data);
        return new(201, Places.Json(call, made));
    }

    internal static WireAnswer Update(GraphCall call, string id)
    {
        DirectoryAccess.WritePlaces(call);
        var place = Places.Find(call, id) ?? throw GraphRefusal.ItemNotFound();
        var kind = place switch { Mailbox { IsWorkspace: true } => "workspace", Mailbox => "room", RoomList => "roomList", var other => ((PlaceObject)other).Kind };
        // Seen: without the type of the place nothing can be changed.
        if (Kind(BodyReader.Parse(call.Request)) != kind) throw GraphRefusal.InvalidRequest("Update request has to be for a tenant Room or RoomList.");
        Places.CheckSelect(call, kind);
        var body = call.OutlookBody(kind);
        var changed = body.Select(p => p.Key).Where(n => !n.Contains('@', StringComparison.Ordinal)).ToList();
        if (changed.Except(place is Mailbox ? OfRoom : OfOthers).FirstOrDefault() is { } fixedName) throw GraphRefusal.InvalidRequest($"The property '{fixedName}' of a place can't be updated.");
        if (place is Mailbox room) CheckRoom(call, room, changed, body);
        var parent = place is RoomList ? null : Parent(call, kind, body);
        var data = place switch { Mailbox m => m.Place, RoomList l => l.Place, var other => ((PlaceObject)other).Data };
        PlaceInput.Apply(data, body, parent ?? data.ParentId);
        switch (place)
        {
            case Mailbox mailbox:
                if (body["bookingType"].Text() is { } booking) mailbox.Processing.BookingType = booking is "reserved" ? "Reserved" : "Standard";
                mailbox.Changed = call.Tenant.Now;
                break;
            case RoomList list: list.DisplayName = body["displayName"].Text() ?? list.DisplayName; break;
            case PlaceObject other: other.DisplayName = body["displayName"].Text() ?? other.DisplayName; break;
        }
        return new(200, Places.Json(call, place));
    }

    internal static WireAnswer Delete(GraphCall call, string id)
    {
        DirectoryAccess.WritePlaces(call);
        switch (Places.Find(call, id))
        {
            case PlaceObject place:
                if (call.State.Places.Exists(p => p.Data.ParentId == place.Id) || call.State.Mailboxes.Values.Any(m => m.Place.ParentId == place.Id)) throw GraphRefusal.InvalidRequest("A place that holds others can't be deleted.");
                call.State.Places.Remove(place);
                return GraphCall.NoContent();
            case null: throw GraphRefusal.ItemNotFound();
            default: throw GraphRefusal.InvalidRequest("The sandbox tenant removes rooms and room lists with Exchange's commands only.");
        }
    }

    static void CheckRoom(GraphCall call, Mailbox room, List<string> changed, JsonObject body)
    {
        if (body["bookingType"].Text() is "unknown") throw GraphRefusal.InvalidRequest("The bookingType of a room is standard or reserved.");
        if (body["capacity"] is JsonValue seats && seats.GetValue<int>() < 0) throw GraphRefusal.InvalidRequest("The capacity of a room can't be negative.");
        if (call.State.Users.GetValueOrDefault(room.OwnerId) is { SyncedFromOnPremises: true } && changed.Find(Mastered.Contains) is { } mastered)
            // Exchange's own sentence; that Graph says it too is inferred.
            throw GraphRefusal.InvalidRequest($"The action 'Update', '{mastered}', can't be performed on the object '{room.Name}' because the object is being synchronized from your on-premises organization. This action should be performed on the object in your on-premises organization.");
    }

    static string? Kind(JsonObject body) =>
        body["@odata.type"].Text()?.TrimStart('#') is { } type && type.StartsWith(TypePrefix, StringComparison.OrdinalIgnoreCase) ? type[TypePrefix.Length..] is var kind && kind.Equals("roomlist", StringComparison.OrdinalIgnoreCase) ? "roomList" : kind : null;

    static Guid? Parent(GraphCall call, string kind, JsonObject body)
    {
        if (body["parentId"].Text() is not { } text) return null;
        return Guid.TryParse(text, out var id) && call.State.Places.Find(p => p.Id == id) is { } parent && Parents[kind].Contains(parent.Kind) ? id
            : throw GraphRefusal.InvalidRequest($"The parent '{text}' is no {string.Join(" or ", Parents[kind].DefaultIfEmpty("place"))} of this organization.");
    }

    static PlaceObject NewPlace(GraphCall call, string kind, string name, PlaceData data)
    {
        var place = new PlaceObject { Id = call.Tenant.NewGuid(), Kind = kind, DisplayName = name, Data = data };
        call.State.Places.Add(place);
        return place;
    }

    static Mailbox NewMailbox(GraphCall call, string kind, string name, PlaceData data, JsonObject body)
    {
        // The name without its punctuation, then what makes it unique (as in the documentation's example).
        var stem = new string([.. name.Where(char.IsAsciiLetterOrDigit).Take(30)]);
        var alias = string.Create(CultureInfo.InvariantCulture, $"{stem}{call.Tenant.NewGuid().ToString("N")[..8]}{call.Tenant.Now.ToUnixTimeMilliseconds()}");
        var address = $"{alias}@{call.State.Domains[0]}";
        var account = new DirectoryUser { Id = call.Tenant.NewGuid(), UserPrincipalName = address, DisplayName = name, MailNickname = alias, AccountEnabled = false, Password = TenantSeed.Password(call.Tenant, alias), Created = call.Tenant.Now };
        call.State.Users[account.Id] = account;
        var mailbox = MailboxFactory.Add(call.Tenant, account, "RoomMailbox", alias, address);
        mailbox.Name = alias;
        if (kind is "workspace") mailbox.ResourceType = "Workspace";
        (mailbox.Place, mailbox.ResourceCapacity) = (data, data.Capacity);
        if (body["bookingType"].Text() is "reserved") mailbox.Processing.BookingType = "Reserved";
        RoomFiller.Fill(call.Tenant, mailbox);
        return mailbox;
    }
}
