using System.Net;
using TeemCalendar.Sandbox.State;

namespace TeemCalendar.Sandbox.Tests.Graph;

public class GraphPlacesTests
{
    [Fact]
    public async Task Rooms_come_by_the_hundred()
    {
        var graph = await GraphWire.Open();
        for (var i = 0; i < 130; i++) graph.AddRoom($"room{i}");
        var first = await graph.Get("/places/microsoft.graph.room");
        Assert.Equal(100, first.Rows.Count);
        Assert.StartsWith(GraphWire.Root + "/places/", first.NextLink, StringComparison.Ordinal);
        var second = await graph.Get(first.NextLink!);
        Assert.Equal(30, second.Rows.Count);
        Assert.Null(second.NextLink);
        Assert.Equal(7, (await graph.Get("/places/microsoft.graph.room?$top=7")).Rows.Count);
        Assert.Single((await graph.Get("/places/graph.room?$filter=emailAddress eq 'room3@contoso.example'")).Rows);
    }

    [Fact]
    public async Task A_room_shows_its_place()
    {
        var graph = await GraphWire.Open();
        var room = graph.AddRoom("harbour");
        room.Place = new() { Building = "Nord", Floor = 3, City = "Hamburg", CountryOrRegion = "DE", GeoCoordinates = "53.5;9.9", Tags = ["hybrid"] };
        var list = new RoomList { Guid = Guid.NewGuid(), DisplayName = "Nord", PrimarySmtpAddress = "nord@contoso.example", Members = [room.OwnerId] };
        graph.Tenant.State.RoomLists.Add(list);
        var row = (await graph.Get("/places/nord@contoso.example/microsoft.graph.roomlist/rooms")).Rows.Single()!;
        Assert.Equal(("harbour@contoso.example", 8, 3, "Hamburg"), ((string?)row["emailAddress"], (int)row["capacity"]!, (int)row["floorNumber"]!, (string?)row["address"]!["city"]));
        Assert.Equal(53.5, (double)row["geoCoordinates"]!["latitude"]!);
        Assert.Equal("#microsoft.graph.room", (string?)(await graph.Get($"/places/{room.Guid}")).Json["@odata.type"]);
        Assert.Single((await graph.Get("/places/microsoft.graph.roomlist")).Rows);
        Assert.Equal(HttpStatusCode.NotFound, (await graph.Get("/places/nowhere@contoso.example")).Status);
    }

    static async Task<GraphWire> Administrator()
    {
        var graph = await GraphWire.Open();
        GraphDelegatedTests.SignIn(graph, graph.Tenant.State.FindUser(graph.Tenant.Facts.Administrator)!.Id, "Place.ReadWrite.All Place.Read.All Calendars.ReadWrite.Shared");
        return graph;
    }

    [Fact]
    public async Task Places_are_made_from_the_building_to_the_room()
    {
        var graph = await Administrator();
        async Task<Reply> Make(string kind, string name, string? parent, string more = "") =>
            await graph.Post("/places", $$"""{"@odata.type":"microsoft.graph.{{kind}}","displayName":"{{name}}"{{(parent is null ? "" : $",\"parentId\":\"{parent}\"")}}{{more}} }""");
        var building = await Make("building", "B001", null);
        Assert.Equal((HttpStatusCode.Created, building.Id), (building.Status, (string?)building.Json["placeId"]));
        var floor = await Make("floor", "F1", building.Id);
        var section = await Make("section", "S1", floor.Id);
        var desk = await Make("desk", "D1", section.Id);
        Assert.Equal(section.Id, (string?)desk.Json["parentId"]);
        var room = await Make("room", "Conf Room 4/3.3G11", section.Id, ",\"bookingType\":\"standard\",\"capacity\":6");
        Assert.Equal("#microsoft.graph.room", (string?)room.Json["@odata.type"]);
        Assert.Matches("^ConfRoom433G11[0-9a-f]{8}[0-9]+@contoso\\.example$", (string)room.Json["emailAddress"]!);
        Assert.NotEqual(room.Id, (string?)room.Json["placeId"]);
        // It has a mailbox, which is a room like any other.
        var mailbox = Assert.Single(graph.Tenant.State.Mailboxes.Values, m => m.IsRoom);
        Assert.Equal(("Conf Room 4/3.3G11", 6, "AutoAccept"), (mailbox.DisplayName, mailbox.ResourceCapacity, mailbox.Processing.AutomateProcessing));
        var space = await Make("workspace", "Space", floor.Id, ",\"tags\":[\"quiet\"]");
        Assert.Equal("quiet", (string?)space.Json["tags"]!.AsArray().Single());
        foreach (var kind in new[] { "building", "floor", "section", "desk", "room", "workspace" }) Assert.Single((await graph.Get($"/places/microsoft.graph.{kind}")).Rows);
        Assert.Equal("ErrorInvalidRequest", (await graph.Delete($"/places/{section.Id}")).Code);
        Assert.Equal(HttpStatusCode.NoContent, (await graph.Delete($"/places/{desk.Id}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await graph.Get($"/places/{desk.Id}")).Status);
    }

    [Theory]
    [InlineData("""{"displayName":"x"}""")]
    [InlineData("""{"@odata.type":"microsoft.graph.castle","displayName":"x"}""")]
    [InlineData("""{"@odata.type":"microsoft.graph.building"}""")]
    [InlineData("""{"@odata.type":"microsoft.graph.room","displayName":"x"}""")]
    [InlineData("""{"@odata.type":"microsoft.graph.floor","displayName":"x","parentId":"767a31a7-6987-41c9-b829-ab351b8aab53"}""")]
    [InlineData("""{"@odata.type":"microsoft.graph.building","displayName":"x","capacity":3}""")]
    public async Task A_wrong_place_is_not_made(string body)
    {
        var graph = await Administrator();
        Assert.Equal(HttpStatusCode.BadRequest, (await graph.Post("/places", body)).Status);
        Assert.Empty(graph.Tenant.State.Places);
    }

    [Fact]
    public async Task A_room_is_changed_within_its_limits()
    {
        var graph = await Administrator();
        var room = graph.AddRoom("harbour");
        var reply = await graph.Patch("/places/harbour@contoso.example", """
            {"@odata.type":"microsoft.graph.room","nickname":"Hafen","building":"1","label":"100","capacity":50,"floorNumber":2,"isWheelChairAccessible":true,"bookingType":"reserved","tags":["bean bags"],
            "address":{"city":"Hamburg","countryOrRegion":"DE"},"geoCoordinates":{"latitude":53.5,"longitude":9.9},"phone":"555"}
            """);
        Assert.Equal(HttpStatusCode.OK, reply.Status);
        Assert.Equal(("Hafen", 50, "reserved", "Hamburg"), ((string?)reply.Json["nickname"], (int)reply.Json["capacity"]!, (string?)reply.Json["bookingType"], (string?)reply.Json["address"]!["city"]));
        Assert.Equal(("Reserved", "53.5;9.9", "harbour"), (room.Processing.BookingType, room.Place.GeoCoordinates, room.DisplayName));
        Assert.Equal("Update request has to be for a tenant Room or RoomList.", (await graph.Patch("/places/harbour@contoso.example", """{"capacity":15}""")).Message);
        Assert.Equal("ErrorInvalidRequest", (await graph.Patch("/places/harbour@contoso.example", """{"@odata.type":"microsoft.graph.room","displayName":"Other"}""")).Code);
        Assert.Equal("RequestBodyRead", (await graph.Patch("/places/harbour@contoso.example", """{"@odata.type":"microsoft.graph.room","capacity":"many"}""")).Code);

        // A synchronised room: what comes from on-premises is changed there, the rest here.
        graph.Tenant.State.Users[room.OwnerId].SyncedFromOnPremises = true;
        var refused = await graph.Patch("/places/harbour@contoso.example", """{"@odata.type":"microsoft.graph.room","phone":"556","label":"101"}""");
        Assert.Equal((HttpStatusCode.BadRequest, "100", "555"), (refused.Status, room.Place.Label, room.Place.Phone));
        Assert.Contains("synchronized from your on-premises organization", refused.Message, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await graph.Patch("/places/harbour@contoso.example", """{"@odata.type":"microsoft.graph.room","label":"101"}""")).Status);
    }

    [Fact]
    public async Task A_room_list_is_changed_too()
    {
        var graph = await Administrator();
        graph.Tenant.State.RoomLists.Add(new() { Guid = Guid.NewGuid(), DisplayName = "Nord", PrimarySmtpAddress = "nord@contoso.example" });
        var reply = await graph.Patch("/places/nord@contoso.example", """{"@odata.type":"microsoft.graph.roomList","displayName":"North","phone":"555","geoCoordinates":{"altitude":null,"latitude":47.0,"longitude":-122.0,"accuracy":null}}""");
        Assert.Equal(("North", "555", -122.0), ((string?)reply.Json["displayName"], (string?)reply.Json["phone"], (double)reply.Json["geoCoordinates"]!["longitude"]!));
        Assert.Equal("ErrorInvalidRequest", (await graph.Patch("/places/nord@contoso.example", """{"@odata.type":"microsoft.graph.room","phone":"555"}""")).Code);
    }

    [Fact]
    public async Task Only_an_Exchange_administrator_changes_places()
    {
        var graph = await GraphWire.Open();
        var room = graph.AddRoom("harbour");
        const string body = """{"@odata.type":"microsoft.graph.room","label":"x"}""";
        Assert.Equal((HttpStatusCode.Forbidden, "ErrorAccessDenied"), GraphDirectoryTests.Outcome(await graph.Patch("/places/harbour@contoso.example", body))); // an application by itself
        GraphDelegatedTests.SignIn(graph, graph.Person().OwnerId, "Place.ReadWrite.All");
        Assert.Equal(HttpStatusCode.Forbidden, (await graph.Patch("/places/harbour@contoso.example", body)).Status);
        graph.Tenant.State.DirectoryRoles.Add(new() { PrincipalId = graph.Person().OwnerId, RoleTemplateId = TeemCalendar.Sandbox.Permissions.DirectoryRoleCatalog.ExchangeAdministrator });
        Assert.Equal(HttpStatusCode.OK, (await graph.Patch("/places/harbour@contoso.example", body)).Status);
        Assert.Equal("x", room.Place.Label);
    }
}
