using System.Net;
using System.Text.Json.Nodes;
using TeemCalendar.Sandbox.Permissions;
using TeemCalendar.Sandbox.SignIn;
using TeemCalendar.Sandbox.State;

namespace TeemCalendar.Sandbox.Tests.Graph;

/// <summary>What a person sees through an application, by scope, directory role and folder permission.</summary>
public class GraphDelegatedTests
{
    static async Task<(GraphWire Graph, Mailbox Person)> Open()
    {
        var graph = await GraphWire.Open(null, "Calendars.ReadWrite");
        return (graph, graph.Person());
    }

    internal static void SignIn(GraphWire graph, Guid user, string scopes)
    {
        var now = graph.Clock.Now.ToUnixTimeSeconds();
        graph.UseToken(AccessTokens.Write(graph.Tenant, new JsonObject
        {
            ["aud"] = PermissionCatalog.GraphAudience, ["tid"] = graph.Tenant.State.TenantId.ToString(), ["appid"] = graph.Tenant.State.AdminAppId.ToString(), ["oid"] = user.ToString(), ["idtyp"] = "user",
            ["scp"] = scopes, ["nbf"] = now, ["exp"] = now + 3600,
        }));
    }

    [Fact]
    public async Task A_room_is_seen_as_its_calendar_is_shared()
    {
        var (graph, person) = await Open();
        var room = graph.AddRoom("harbour");
        await graph.Post($"/users/{room.OwnerId}/events",
            """{"subject":"Board","sensitivity":"private","body":{"contentType":"text","content":"plan"},"start":{"dateTime":"2026-12-03T09:00:00","timeZone":"UTC"},"end":{"dateTime":"2026-12-03T10:00:00","timeZone":"UTC"}}""");
        SignIn(graph, person.OwnerId, "Calendars.ReadWrite.Shared");
        var view = $"/users/{room.OwnerId}/calendarView?startDateTime=2026-12-01&endDateTime=2026-12-10";
        Assert.Equal((HttpStatusCode.Forbidden, "ErrorAccessDenied"), GraphDirectoryTests.Outcome(await graph.Get(view)));
        var entry = new FolderPermission { UserId = person.OwnerId, User = person.DisplayName, AccessRights = ["AvailabilityOnly"] };
        room.CalendarPermissions.Add(entry);
        Assert.Equal((HttpStatusCode.NotFound, "ErrorItemNotFound"), GraphDirectoryTests.Outcome(await graph.Get(view)));
        entry.AccessRights = ["Editor"];
        var row = (await graph.Get(view)).Rows.Single()!;
        Assert.Equal(("Private Appointment", ""), ((string?)row["subject"], (string?)row["body"]!["content"]));
        entry.SharingFlags = ["Delegate", "CanViewPrivateItems"];
        Assert.Equal("Board", (string?)(await graph.Get(view)).Rows.Single()!["subject"]);
        // With whom it is shared is the owner's to know and to say.
        Assert.Empty((await graph.Get($"/users/{room.OwnerId}/calendar/calendarPermissions")).Rows);
        Assert.Equal((HttpStatusCode.Forbidden, "ErrorAccessDenied"), GraphDirectoryTests.Outcome(await graph.Post($"/users/{room.OwnerId}/calendar/calendarPermissions",
            """{"emailAddress":{"address":"guest@elsewhere.example"},"role":"read"}""")));
        SignIn(graph, person.OwnerId, "Calendars.Read");
        Assert.Equal(HttpStatusCode.Forbidden, (await graph.Get(view)).Status);
        Assert.Equal(HttpStatusCode.OK, (await graph.Get("/me/calendar")).Status);
    }

    [Fact]
    public async Task A_scope_alone_is_no_administrator()
    {
        var (graph, person) = await Open();
        SignIn(graph, person.OwnerId, "User.ReadWrite.All");
        Assert.Equal(person.PrimarySmtpAddress, (string?)(await graph.Get("/me?$select=mail")).Json["mail"]);
        Assert.Equal((HttpStatusCode.Forbidden, "Authorization_RequestDenied"), GraphDirectoryTests.Outcome(await graph.Patch($"/users/{person.OwnerId}", """{"givenName":"x"}""")));
        SignIn(graph, graph.Tenant.State.FindUser(graph.Tenant.Facts.Administrator)!.Id, "User.ReadWrite.All");
        Assert.Equal(HttpStatusCode.NoContent, (await graph.Patch($"/users/{person.OwnerId}", """{"givenName":"x"}""")).Status);
        Assert.Equal("Global Administrator", (string?)(await graph.Get("/me/memberOf/microsoft.graph.directoryRole")).Rows.Single()!["displayName"]);
    }
}
