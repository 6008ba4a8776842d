using System.Text.Json.Nodes;
using TeemCalendar.Contract;
using TeemCalendar.Contract.Graph;
using TeemCalendar.Contract.Traffic;
using TeemCalendar.Sandbox.Calendars;
using TeemCalendar.Sandbox.Graph.Schema;
using TeemCalendar.Sandbox.State;

namespace TeemCalendar.Sandbox.Tests.Graph;

public class GraphSchemaTests
{
    [ContractFact]
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
        var user = string.Join(',', GraphSchema.Load()["user"]!.Members.Values.Where(m => !m.IsNavigation).Select(m => m.Name));
        var check = new TrafficCheck();
        foreach (var path in new[]
        {
            "/users?$select=" + user, "/users", $"/users/{graph.Person().OwnerId}/licenseDetails", "/subscribedSkus", "/organization",
            "/domains", "/applications", "/servicePrincipals", "/oauth2PermissionGrants",
            $"/servicePrincipals/{graph.Tenant.State.ServicePrincipals.Values.Last().Id}/appRoleAssignments", "/roleManagement/directory/roleAssignments",
            "/roleManagement/directory/roleDefinitions", "/directoryRoles", "/places/microsoft.graph.room", "/places/microsoft.graph.roomlist",
            $"/users/{room.OwnerId}/calendars", $"/users/{room.OwnerId}/calendar/calendarPermissions", $"/users/{room.OwnerId}/calendarView?$top=500&{window}", $"/users/{room.OwnerId}/events?$top=500&$select=cancelledOccurrences",
            $"/users/{graph.Person().OwnerId}/events?$top=500",
        })
        {
            var reply = await graph.Get(path);
            Assert.True(reply.Json.ContainsKey("value"), $"{path}: {reply.Message}");
            Check(path, reply);
        }
        var delta = $"/users/{room.OwnerId}/calendarView/delta?{window}";
        Check(delta, await graph.Get(delta, ("Prefer", "odata.maxpagesize=500")));
        Check($"/users/{room.OwnerId}/mailboxSettings", await graph.Get($"/users/{room.OwnerId}/mailboxSettings"));
        Assert.True(check.Rows > 200 && check.Violations.Count == 0, check.ToString());

        void Check(string path, Reply reply) => check.Call(new("GET", new(GraphWire.Root + path), null, (int)reply.Status, new() { ["request-id"] = "", ["client-request-id"] = "" }, reply.Json));
    }

    [ContractFact]
    public void The_table_of_types_says_what_the_published_schema_says()
    {
        foreach (var type in new[] { "user", "application", "servicePrincipal", "event", "room", "roomList", "calendar", "message", "mailboxSettings", "attendee", "patternedRecurrence", "keyCredential" })
        {
            var table = GraphTypes.Of(type);
            foreach (var published in GraphSchema.Load()[type]!.Members.Values)
            {
                if (published.IsNavigation && !table.ContainsKey(published.Name)) continue;
                Assert.True(table.TryGetValue(published.Name, out var member), $"{type}/{published.Name} is missing");
                Assert.Equal(published.IsCollection, member.IsCollection);
            }
        }
    }
}
