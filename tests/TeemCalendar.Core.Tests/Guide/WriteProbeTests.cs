using System.Net;
using TeemCalendar.Core.Guide;

namespace TeemCalendar.Core.Tests.Guide;

/// <summary>The event that is written to see that it can be: harmless, and gone afterwards.</summary>
public sealed class WriteProbeTests
{
    static async Task<AccessWorld> GrantedAsync()
    {
        var world = await AccessWorld.MakeAsync(rooms: 1);
        await world.ApplyAsync(new Impersonation(world.Tenant, AccessWorld.Application, []));
        return world;
    }

    static async Task<Check> WriteAsync(AccessWorld world) =>
        (await new Impersonation(world.Tenant, AccessWorld.Application, world.Rooms, includeWrite: true).VerifyAsync(default)).Where(c => c.Target == world.Rooms[0]).Skip(1).Single();

    static async Task<int> EventsAsync(AccessWorld world)
    {
        world.Sandbox.Save();
        var registered = await Applications.GetAsync(world.Tenant, AccessWorld.Application, default);
        var access = await new AccessProbe(world.Tenant, registered.Principal!, AccessWorld.Application, null).SignInAsync(fresh: true, default);
        var pages = access!.Calendars.ReadDeltaAsync((await new RoomFinder(world.Tenant).GetAsync(world.Rooms[0], default)).Id!.Value, new TeemCalendar.Core.Sync.SyncWindow(DateTimeOffset.UtcNow, DateTimeOffset.UtcNow.AddDays(1200)), default);
        var count = 0;
        await foreach (var page in pages) count += page.Items.Count;
        return count;
    }

    [Fact]
    public async Task It_is_free_private_without_attendees_beyond_the_booking_window_and_gone()
    {
        using var world = await GrantedAsync();
        await world.InvokeAsync("Set-CalendarProcessing", ("Identity", world.Rooms[0]), ("BookingWindowInDays", 400));
        string? body = null;
        world.Intercept = request =>
        {
            if (request.Method == HttpMethod.Post && request.RequestUri!.AbsolutePath.EndsWith("/events", StringComparison.Ordinal)) body = request.Content!.ReadAsStringAsync().GetAwaiter().GetResult();
            return null;
        };
        var check = await WriteAsync(world);
        Assert.Equal((CheckStatus.Pass, CheckEvidence.Proven), (check.Status, check.Evidence));
        var written = System.Text.Json.Nodes.JsonNode.Parse(body!)!;
        Assert.Equal(("free", "private", 0, false), ((string)written["showAs"]!, (string)written["sensitivity"]!, written["attendees"]?.AsArray().Count ?? 0, (bool)written["isReminderOn"]!));
        Assert.True(DateTime.Parse((string)written["start"]!["dateTime"]!, System.Globalization.CultureInfo.InvariantCulture) > DateTime.UtcNow.AddDays(400));
        Assert.Equal(0, await EventsAsync(world));
    }

    [Fact]
    public async Task What_could_not_be_removed_is_told()
    {
        using var world = await GrantedAsync();
        world.Intercept = request => request.Method == HttpMethod.Delete || request.RequestUri!.AbsolutePath.EndsWith("/permanentDelete", StringComparison.Ordinal)
            ? ScriptedWire.Denied() : null;
        var check = await WriteAsync(world);
        Assert.Equal((CheckStatus.Fail, "ProbeLeft"), (check.Status, check.Cause));
        Assert.Contains("ErrorAccessDenied", check.Detail, StringComparison.Ordinal);
        Assert.Equal(1, await EventsAsync(world));
    }

    [Fact]
    public async Task Who_may_only_read_is_told_so_and_nothing_is_left()
    {
        using var world = await GrantedAsync();
        await world.ApplyAsync(new AccessRemoval(world.Tenant, AccessWorld.Application, [Impersonation.CalendarRole]));
        var application = await Applications.GetAsync(world.Tenant, AccessWorld.Application, default);
        await world.InvokeAsync("New-ServicePrincipal", ("AppId", application.AppId.ToString()), ("ObjectId", application.Principal!.Id.ToString()));
        await world.InvokeAsync("New-ManagementRoleAssignment", ("Role", "Application Calendars.Read"), ("App", application.Principal.Id.ToString()));
        var check = await WriteAsync(world);
        Assert.Equal((CheckStatus.Fail, "WriteDenied"), (check.Status, check.Cause));
        Assert.Equal(0, await EventsAsync(world));
    }
}
