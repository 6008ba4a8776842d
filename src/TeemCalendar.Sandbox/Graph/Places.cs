using System.Text.Json.Nodes;
using TeemCalendar.Sandbox.Graph.Directory;
using TeemCalendar.Sandbox.Graph.OData;
using TeemCalendar.Sandbox.State;
using TeemCalendar.Sandbox.Wire;

namespace TeemCalendar.Sandbox.Graph;

/// <summary>/places read: rooms and room lists as Exchange's directory of places shows them (row shape seen, property names documented), and the buildings they are in.</summary>
internal static class Places
{
    const int Limit = 1000;
    static readonly Entity<Mailbox> Room = new("room", "places/microsoft.graph.room", PlaceJson.Room, isDirectory: false);
    static readonly Entity<Mailbox> Workspace = new("workspace", "places/microsoft.graph.workspace", PlaceJson.Workspace, isDirectory: false);
    static readonly Entity<RoomList> List = new("roomList", "places/microsoft.graph.roomList", PlaceJson.List, isDirectory: false);
    static readonly Dictionary<string, Entity<PlaceObject>> Others =
        new[] { "building", "floor", "section", "desk" }.ToDictionary(kind => kind, kind => new Entity<PlaceObject>(kind, "places/microsoft.graph." + kind, PlaceJson.Other, isDirectory: false));

    /// <summary>All places of one kind. One that is hidden from the address lists is not among them (inferred).</summary>
    internal static WireAnswer All(GraphCall call, string kind)
    {
        DirectoryAccess.ReadPlaces(call);
        return new(200, kind switch
        {
            "room" => Room.Collection(call, call.State.Mailboxes.Values.Where(m => m is { IsRoom: true, IsWorkspace: false, Hidden: false }), limit: Limit),
            "workspace" => Workspace.Collection(call, call.State.Mailboxes.Values.Where(m => m is { IsWorkspace: true, Hidden: false }), limit: Limit),
            "roomList" => List.Collection(call, call.State.RoomLists, limit: Limit),
            _ => Others[kind].Collection(call, call.State.Places.Where(p => p.Kind == kind), limit: Limit),
        });
    }

    internal static WireAnswer RoomsOf(GraphCall call, string id, bool workspaces)
    {
        DirectoryAccess.ReadPlaces(call);
        var list = FindList(call, id) ?? throw GraphRefusal.ItemNotFound();
        var members = list.Members.Select(m => call.State.Mailboxes.GetValueOrDefault(m)).OfType<Mailbox>().Where(m => m.IsRoom && m.IsWorkspace == workspaces);
        var set = $"places('{id}')/microsoft.graph.roomList/{(workspaces ? "workspaces" : "rooms")}";
        return new(200, (workspaces ? Workspace : Room).Collection(call, members, set, limit: Limit));
    }

    internal static WireAnswer Get(GraphCall call, string id)
    {
        DirectoryAccess.ReadPlaces(call);
        return new(200, Json(call, Find(call, id) ?? throw GraphRefusal.ItemNotFound()));
    }

    /// <summary>A room, room list or other place by its id or address.</summary>
    internal static object? Find(GraphCall call, string id)
    {
        var isId = Guid.TryParse(id, out var key);
        var mailbox = isId ? call.State.Mailboxes.Values.FirstOrDefault(m => m.Guid == key || m.OwnerId == key) : call.State.FindAddress(id) as Mailbox;
        return mailbox is { IsRoom: true } ? mailbox : isId && call.State.Places.Find(p => p.Id == key) is { } place ? place : FindList(call, id);
    }

    /// <summary>Refuses a wrong $select before anything is changed.</summary>
    internal static void CheckSelect(GraphCall call, string kind)
    {
        switch (kind)
        {
            case "room": Room.CheckSelect(call); break;
            case "workspace": Workspace.CheckSelect(call); break;
            case "roomList": List.CheckSelect(call); break;
            default: Others[kind].CheckSelect(call); break;
        }
    }

    internal static JsonObject Json(GraphCall call, object place)
    {
        var (json, kind) = place switch
        {
            Mailbox { IsWorkspace: true } workspace => (Workspace.Single(call, workspace, "places/$entity"), "workspace"),
            Mailbox room => (Room.Single(call, room, "places/$entity"), "room"),
            RoomList list => (List.Single(call, list, "places/$entity"), "roomList"),
            var other => (Others[((PlaceObject)other).Kind].Single(call, (PlaceObject)other, "places/$entity"), ((PlaceObject)other).Kind),
        };
        json["@odata.type"] = "#microsoft.graph." + kind;
        return json;
    }

    static RoomList? FindList(GraphCall call, string id) =>
        Guid.TryParse(id, out var key) ? call.State.RoomLists.Find(l => l.Guid == key) : call.State.RoomLists.Find(l => l.PrimarySmtpAddress.Equals(id, StringComparison.OrdinalIgnoreCase));
}
