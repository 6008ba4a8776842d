using TeemCalendar.Core.Connection;
using TeemCalendar.Core.Guide;

namespace TeemCalendar.Core.Tests.Guide;

/// <summary>Registering calendars, and what their next twelve months hold.</summary>
public sealed class CalendarReadinessTests : IDisposable
{
    readonly GuideBench bench = new();

    public void Dispose() => bench.Dispose();

    async Task<Tenant> ReadyAsync()
    {
        var tenant = await bench.ConnectAsync();
        Assert.Empty((await GuideBench.ApplyAsync(tenant, new ServiceAccounts(tenant, new ServiceAccountRequest { UserPrincipalName = GuideBench.Account }), new Applications(tenant, new ApplicationRequest()),
            new Impersonation(tenant, ApplicationRequest.UsualName, []), new CalendarAccounts(tenant, new CalendarAccountRequest(GuideBench.Account, null, AccessMode.Impersonation)))).Errors);
        // The one who makes the meetings.
        var own = (string)(await bench.GraphAsync(HttpMethod.Get, $"servicePrincipals?$filter=appId eq '{bench.Sandbox.Facts.ClientId}'"))!["value"]![0]!["id"]!;
        var graph = (string)(await bench.GraphAsync(HttpMethod.Get, "servicePrincipals?$filter=appId eq '00000003-0000-0000-c000-000000000000'"))!["value"]![0]!["id"]!;
        await bench.GraphAsync(HttpMethod.Post, $"servicePrincipals/{own}/appRoleAssignments", new { principalId = own, resourceId = graph, appRoleId = "ef54d2bf-783f-4e0f-bca1-3210c0444d99" });
        return tenant;
    }

    async Task MeetAsync(string mailbox, string start, string end, object? recurrence = null, bool invite = false) => await bench.GraphAsync(HttpMethod.Post, $"users/{mailbox}/events", new
    {
        subject = "x",
        start = new { dateTime = start, timeZone = "UTC" },
        end = new { dateTime = end, timeZone = "UTC" },
        recurrence,
        attendees = invite ? new[] { new { type = "resource", emailAddress = new { address = GuideBench.German } } } : [],
    });

    static object Series(string start, string type, string? end = null, int? count = null) => count is null && end is null
        ? new { pattern = new { type, interval = 1 }, range = new { type = "noEnd", startDate = start } }
        : count is null ? new { pattern = new { type, interval = 1 }, range = new { type = "endDate", startDate = start, endDate = end } } : (object)new { pattern = new { type, interval = 1 }, range = new { type = "numbered", startDate = start, numberOfOccurrences = count } };

    static async Task<RoomCalendar> RegisterAsync(Tenant tenant, string room)
    {
        var chapter = new Calendars(tenant, [room]);
        Assert.Empty((await GuideBench.ApplyAsync(tenant, chapter)).Errors);
        return chapter.Registered.Single();
    }

    [Fact]
    public async Task Trouble_is_found_and_named()
    {
        var tenant = await ReadyAsync();
        var day = DateTime.UtcNow.Date.AddDays(3);
        string At(int days, int hour) => day.AddDays(days).AddHours(hour).ToString("s");
        string On(int days) => DateOnly.FromDateTime(day.AddDays(days)).ToString("O", System.Globalization.CultureInfo.InvariantCulture);
        // Somebody's, and the room takes it; then three in the room's own calendar, two of which overlap with the first.
        await MeetAsync(bench.Sandbox.Facts.Administrator, At(0, 9), At(0, 11), invite: true);
        await MeetAsync(GuideBench.German, At(0, 10), At(0, 12));
        await MeetAsync(GuideBench.German, At(1, 9), At(1, 10), Series(On(1), "daily"));
        await MeetAsync(GuideBench.German, At(2, 12), At(2, 13), Series(On(2), "daily", end: On(500)));
        await MeetAsync(GuideBench.German, At(3, 14), At(3, 15), Series(On(3), "daily", count: 450));

        var calendar = await RegisterAsync(tenant, GuideBench.German);
        Assert.Null(calendar.Readiness);
        Assert.Equal(TeemKnowledge.Unknown, calendar.InTeem);
        var found = (await new CalendarReadiness(tenant).CheckAsync(calendar, default)).Readiness!;
        Assert.Equal(["DoubleBooked", "EndlessSeries", "LongSeries", "RoomIsOrganizer"], found.Select(c => c.Cause));
        Assert.All(found, c => Assert.Equal((CheckStatus.Fail, CheckEvidence.Proven, GuideBench.German), (c.Status, c.Evidence, c.Target)));
        Assert.StartsWith("1 meetings overlap", found[0].Detail, StringComparison.Ordinal);
        Assert.StartsWith("1 series have no end", found[1].Detail, StringComparison.Ordinal);
        Assert.StartsWith("1 series have more than 450", found[2].Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_calendar_without_trouble_passes_and_one_that_cannot_be_read_says_why()
    {
        var tenant = await ReadyAsync();
        var calendar = await RegisterAsync(tenant, GuideBench.French);
        Assert.Equal(CheckStatus.Pass, Assert.Single((await new CalendarReadiness(tenant).CheckAsync(calendar, default)).Readiness!).Status);
        var person = (await tenant.Directory.FindAccountAsync(bench.Sandbox.Facts.Administrator, default))!.Id;
        var refused = Assert.Single((await new CalendarReadiness(tenant).CheckAsync(calendar with { RoomId = person }, default)).Readiness!);
        Assert.Equal((CheckStatus.Fail, "MailboxAccessDenied"), (refused.Status, refused.Cause));
    }

    [Fact]
    public async Task Calendars_from_nothing_to_done_and_back()
    {
        var tenant = await ReadyAsync();
        var (state, writes) = (bench.State(), bench.Sandbox.Counters.Writes);
        Calendars Chapter() => new(tenant, [GuideBench.German, GuideBench.French]);
        Assert.Equal(2, (await GuideBench.PlanAsync(Chapter())).Steps.Count);
        await RegisterAsync(tenant, GuideBench.German);
        Assert.Single((await GuideBench.PlanAsync(Chapter())).Steps);
        Assert.Empty((await GuideBench.ApplyAsync(tenant, Chapter())).Errors);
        Assert.Empty((await GuideBench.PlanAsync(Chapter())).Steps);
        // It is registered here, and nowhere else.
        Assert.Equal((writes, state), (bench.Sandbox.Counters.Writes, bench.State()));
        foreach (var calendar in tenant.Store.GetCalendars()) Assert.True(tenant.Store.RemoveCalendar(calendar.RoomId));
        Assert.Equal(2, (await GuideBench.PlanAsync(Chapter())).Steps.Count);
    }
}
