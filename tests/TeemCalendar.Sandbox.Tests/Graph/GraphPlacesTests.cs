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
}
