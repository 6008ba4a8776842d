using System.Text.Json.Nodes;
using TeemCalendar.Sandbox.Calendars;
using TeemCalendar.Sandbox.Graph.Schema;
using TeemCalendar.Sandbox.State;

namespace TeemCalendar.Sandbox.Tests.Graph;

public class GraphSchemaTests
{
    [SchemaFact]
    public async Task Every_kind_of_answer_is_of_its_published_type()
    {
        var graph = await GraphWire.Open(new() { People = 6, MeetingsPerRoom = 60 }, "Calendars.ReadWrite", "MailboxSettings.Read");
        var room = graph.AddRoom("harbour");
        room.Place = new() { Building = "Nord", Floor = 3, City = "Hamburg", CountryOrRegion = "DE", GeoCoordinates = "53.5;9.9", Tags = ["hybrid"], Capacity = 4 };
        (room.TimeZone, room.Language) = ("W. Europe Standard Time", "de-DE");
        RoomFiller.Fill(graph.Tenant, room);
        graph.Tenant.State.RoomLists.Add(new() { Guid = Guid.NewGuid(), DisplayName = "Nord", PrimarySmtpAddress = "nord@contoso.example", Members = [room.OwnerId] });
        var application = await graph.Post("/applications", """{"displayName":"x","requiredResourceAccess":[{"resourceAppId":"00000003-0000-0000-c000-000000000000","resourceAccess":[{"id":"913b9306-0ce1-42b8-9137-6a7df690a760","type":"Role"}]}]}""");
        await graph.Post($"/applications/{application.Id}/addPassword", "{}");

        const string window = "startDateTime=2026-11-01T00:00:00Z&endDateTime=2027-05-20T00:00:00Z";
        var csdl = Csdl.Load();
        var user = string.Join(',', csdl.Members("user").Where(m => !m.IsNavigation).Select(m => m.Name));
        var checkedObjects = 0;
        foreach (var (path, type) in new[]
        {
            ("/users?$select=" + user, "user"), ("/users", "user"), ($"/users/{graph.Person().OwnerId}/licenseDetails", "licenseDetails"), ("/subscribedSkus", "subscribedSku"), ("/organization", "organization"),
            ("/domains", "domain"), ("/applications", "application"), ("/servicePrincipals", "servicePrincipal"), ("/oauth2PermissionGrants", "oAuth2PermissionGrant"),
            ($"/servicePrincipals/{graph.Tenant.State.ServicePrincipals.Values.Last().Id}/appRoleAssignments", "appRoleAssignment"), ("/roleManagement/directory/roleAssignments", "unifiedRoleAssignment"),
            ("/roleManagement/directory/roleDefinitions", "unifiedRoleDefinition"), ("/directoryRoles", "directoryRole"), ("/places/microsoft.graph.room", "room"), ("/places/microsoft.graph.roomlist", "roomList"),
            ($"/users/{room.OwnerId}/calendars", "calendar"), ($"/users/{room.OwnerId}/calendar/calendarPermissions", "calendarPermission"), ($"/users/{room.OwnerId}/calendarView?$top=500&{window}", "event"), ($"/users/{room.OwnerId}/events?$top=500&$select=cancelledOccurrences", "event"),
            ($"/users/{graph.Person().OwnerId}/events?$top=500", "event"),
        })
        {
            var reply = await graph.Get(path);
            Assert.True(reply.Json.ContainsKey("value"), $"{path}: {reply.Message}");
            Check(reply.Rows, type, path);
        }
        Check((await graph.Get($"/users/{room.OwnerId}/calendarView/delta?{window}", ("Prefer", "odata.maxpagesize=500"))).Rows, "event", "delta");
        Check([(await graph.Get($"/users/{room.OwnerId}/mailboxSettings")).Json], "mailboxSettings", "mailboxSettings");
        Assert.True(checkedObjects > 200);

        void Check(IEnumerable<JsonNode?> rows, string type, string path)
        {
            foreach (var row in rows)
            {
                checkedObjects++;
                Assert.True(!csdl.Departures((JsonObject)row!, type).Any(), $"{path}: {string.Join("; ", csdl.Departures((JsonObject)row!, type))}");
            }
        }
    }

    [SchemaFact]
    public void The_table_of_types_says_what_the_published_schema_says()
    {
        var csdl = Csdl.Load();
        foreach (var type in new[] { "user", "application", "servicePrincipal", "event", "room", "roomList", "calendar", "message", "mailboxSettings", "attendee", "patternedRecurrence", "keyCredential" })
        {
            var table = GraphTypes.Of(type);
            foreach (var (name, declared, isNavigation) in csdl.Members(type))
            {
                if (isNavigation && !table.ContainsKey(name)) continue;
                Assert.True(table.TryGetValue(name, out var member), $"{type}/{name} is missing");
                Assert.Equal(declared.StartsWith("Collection(", StringComparison.Ordinal), member.IsCollection);
            }
        }
    }

    [SchemaFact]
    public void The_check_itself_sees_a_renamed_property_and_a_wrong_value()
    {
        var csdl = Csdl.Load();
        Assert.Single(csdl.Departures((JsonObject)JsonNode.Parse("""{"subjekt":"x"}""")!, "event"));
        Assert.Single(csdl.Departures((JsonObject)JsonNode.Parse("""{"showAs":"asleep"}""")!, "event"));
        Assert.Single(csdl.Departures((JsonObject)JsonNode.Parse("""{"body":{"contentType":"html","text":""}}""")!, "event"));
        Assert.Empty(csdl.Departures((JsonObject)JsonNode.Parse("""{"subject":"x","isAllDay":true}""")!, "event"));
    }
}
