using Microsoft.Graph;
using Microsoft.Graph.Models;
using Microsoft.Graph.Models.ODataErrors;
using TeemCalendar.Sandbox.Tests.BadInput;
using DayOfWeekObject = Microsoft.Graph.Models.DayOfWeekObject;

namespace TeemCalendar.Sandbox.Tests.Graph;

/// <summary>Microsoft's Graph SDK, unmodified, through what an administrator does beside the module.</summary>
public class GraphSdkMoreTests
{
    static Task<GraphWire> Open(SandboxHistory history = SandboxHistory.None) => GraphWire.Open(new() { People = 6, MeetingsPerRoom = 0, NotificationHandler = new Echo(), History = history },
        "Calendars.ReadWrite", "MailboxSettings.ReadWrite", "Policy.Read.All", "AdministrativeUnit.ReadWrite.All");

    [Fact]
    public async Task Calendars_are_shared()
    {
        var graph = await Open();
        var (sdk, room, person) = (graph.Sdk(), graph.AddRoom("harbour").OwnerId.ToString(), graph.Person());
        var made = await sdk.Users[room].Calendar.CalendarPermissions.PostAsync(new() { EmailAddress = new() { Address = person.PrimarySmtpAddress }, Role = CalendarRoleType.Read });
        Assert.Contains(CalendarRoleType.Write, made!.AllowedRoles!);
        await sdk.Users[room].Calendar.CalendarPermissions[made.Id].PatchAsync(new() { Role = CalendarRoleType.Write });
        Assert.Equal(CalendarRoleType.Write, (await sdk.Users[room].Calendar.CalendarPermissions.GetAsync())!.Value!.Single(p => p.Id == made.Id).Role);
        await sdk.Users[room].Calendar.CalendarPermissions[made.Id].DeleteAsync();
        Assert.Single((await sdk.Users[room].Calendar.CalendarPermissions.GetAsync())!.Value!);
    }

    [Fact]
    public async Task A_mailbox_is_set_up()
    {
        var graph = await Open();
        var (sdk, room) = (graph.Sdk(), graph.AddRoom("harbour").OwnerId.ToString());
        await sdk.Users[room].MailboxSettings.PatchAsync(new()
        {
            TimeZone = "Tokyo Standard Time", WorkingHours = new() { DaysOfWeek = [DayOfWeekObject.Monday], StartTime = new(9, 0, 0), EndTime = new(12, 0, 0), TimeZone = new() { Name = "Tokyo Standard Time" } },
        });
        var read = await sdk.Users[room].MailboxSettings.GetAsync();
        Assert.Equal(("Tokyo Standard Time", 9, UserPurpose.Room), (read!.TimeZone, read.WorkingHours!.StartTime!.Value.Hour, read.UserPurpose));
        var meeting = await sdk.Users[room].Events.PostAsync(new() { Start = new() { DateTime = "2026-12-01T09:00:00", TimeZone = "UTC" }, End = new() { DateTime = "2026-12-01T10:00:00", TimeZone = "UTC" } });
        var ids = await sdk.Users[room].TranslateExchangeIds.PostAsTranslateExchangeIdsPostResponseAsync(new() { InputIds = [meeting!.Id!], SourceIdType = ExchangeIdFormat.RestId, TargetIdType = ExchangeIdFormat.RestImmutableEntryId });
        Assert.NotEqual(meeting.Id, ids!.Value!.Single().TargetId);
        await sdk.Users[room].Events[meeting.Id].PermanentDelete.PostAsync();
        Assert.Empty((await sdk.Users[room].Events.GetAsync())!.Value!);
    }

    [Fact]
    public async Task Changes_are_subscribed_to()
    {
        var graph = await Open();
        var (sdk, room) = (graph.Sdk(), graph.AddRoom("harbour"));
        var made = await sdk.Subscriptions.PostAsync(new()
        {
            ChangeType = "created,updated", NotificationUrl = "https://receiver.example/hook", LifecycleNotificationUrl = "https://receiver.example/life", Resource = $"/users/{room.OwnerId}/events", ClientState = "s",
            ExpirationDateTime = graph.Clock.Now.AddDays(2),
        });
        Assert.Equal(graph.Clock.Now.AddDays(2), made!.ExpirationDateTime);
        Assert.Equal(graph.Clock.Now.AddDays(3), (await sdk.Subscriptions[made.Id].PatchAsync(new() { ExpirationDateTime = graph.Clock.Now.AddDays(3) }))!.ExpirationDateTime);
        await sdk.Subscriptions[made.Id].Reauthorize.PostAsync();
        Assert.Equal("s", (await sdk.Subscriptions.GetAsync())!.Value!.Single().ClientState);
        await sdk.Subscriptions[made.Id].DeleteAsync();
        var error = await Assert.ThrowsAsync<ODataError>(() => sdk.Subscriptions[made.Id].GetAsync());
        Assert.Equal("ResourceNotFound", error.Error!.Code);
    }

    [Fact]
    public async Task Places_are_changed()
    {
        var graph = await Open();
        GraphDelegatedTests.SignIn(graph, graph.Tenant.State.FindUser(graph.Tenant.Facts.Administrator)!.Id, "Place.ReadWrite.All");
        var sdk = graph.Sdk();
        graph.AddRoom("harbour");
        var changed = (Room)(await sdk.Places["harbour@contoso.example"].PatchAsync(new Room { Label = "100", Capacity = 4, BookingType = BookingType.Reserved, Tags = ["quiet"] }))!;
        Assert.Equal(("100", 4, BookingType.Reserved), (changed.Label, changed.Capacity, changed.BookingType));
        Assert.Equal("100", (await sdk.Places.GraphRoom.GetAsync())!.Value!.Single().Label);
    }

    [Fact]
    public async Task Roles_policies_units_and_deleted_people_are_looked_at()
    {
        var graph = await Open(SandboxHistory.EligibleAdministrator | SandboxHistory.ConditionalAccess);
        var sdk = graph.Sdk();
        var eligible = (await sdk.RoleManagement.Directory.RoleEligibilityScheduleInstances.GetAsync())!.Value!.Single();
        Assert.Empty((await sdk.RoleManagement.Directory.RoleAssignmentScheduleInstances.GetAsync(r => r.QueryParameters.Filter = $"principalId eq '{eligible.PrincipalId}'"))!.Value!);
        Assert.Contains((await sdk.Identity.ConditionalAccess.Policies.GetAsync())!.Value!, p => p.GrantControls!.BuiltInControls!.Contains(ConditionalAccessGrantControl.Mfa));
        Assert.False((await sdk.Policies.IdentitySecurityDefaultsEnforcementPolicy.GetAsync())!.IsEnabled);
        var unit = await sdk.Directory.AdministrativeUnits.PostAsync(new() { DisplayName = "North" });
        await sdk.Directory.AdministrativeUnits[unit!.Id].Members.Ref.PostAsync(new() { OdataId = $"https://graph.microsoft.com/v1.0/users/{graph.Person().OwnerId}" });
        Assert.IsType<User>((await sdk.Directory.AdministrativeUnits[unit.Id].Members.GetAsync())!.Value!.Single());
        var person = graph.Person(1).OwnerId.ToString();
        await sdk.Users[person].DeleteAsync();
        Assert.Equal(person, (await sdk.Directory.DeletedItems.GraphUser.GetAsync())!.Value!.Single().Id);
        Assert.IsType<User>(await sdk.Directory.DeletedItems[person].Restore.PostAsync());
        Assert.Equal(person, (await sdk.Users[person].GetAsync())!.Id);
    }
}
