using System.Globalization;
using System.Net;
using System.Text;
using TeemCalendar.Sandbox;

namespace TeemCalendar.Core.Tests.Sync.Notifications;

/// <summary>Subscriptions over the wire: the sandbox tenant asks the endpoint back, posts to it, and ends what it likes.</summary>
public sealed class SubscriptionKeeperTests
{
    [Fact]
    public async Task A_change_makes_its_room_due_and_no_other()
    {
        await using var bench = await NotificationBench.CreateAsync(rooms: 3);
        await bench.KeepAllAsync();

        await bench.BookAsync(1);

        Assert.Equal(bench.Tenant.Rooms[1], await bench.NudgedAsync());
        Assert.True(bench.IsQuiet);
        Assert.Empty(bench.Told);
        var subscriptions = await bench.SubscriptionsAsync();
        Assert.Equal(bench.Tenant.Rooms.Select(id => $"/users/{id}/events").Order(), subscriptions.Select(s => s["resource"]!.ToString()).Order());
        Assert.Single(subscriptions.Select(s => s["clientState"]!.ToString()).Distinct());
        Assert.All(subscriptions, s => Assert.Equal(s["notificationUrl"]!.ToString(), s["lifecycleNotificationUrl"]!.ToString()));
        Assert.All(subscriptions, s => Assert.InRange(Expiry(s["expirationDateTime"]!.ToString()) - bench.Tenant.Clock.GetUtcNow(), TimeSpan.FromDays(2), TimeSpan.FromMinutes(4230)));
    }

    [Fact]
    public async Task A_post_that_does_not_know_the_secret_has_no_effect_and_does_not_learn_it()
    {
        await using var bench = await NotificationBench.CreateAsync(rooms: 1);
        await bench.KeepAllAsync();
        var before = Assert.Single(await bench.SubscriptionsAsync())["id"]!.ToString();
        using var http = new HttpClient();
        foreach (var lifecycle in new[] { "", ",\"lifecycleEvent\":\"subscriptionRemoved\"", ",\"lifecycleEvent\":\"missed\"" })
        {
            using var forged = new StringContent($$"""{"value":[{"subscriptionId":"{{before}}","clientState":"guess"{{lifecycle}}}]}""", Encoding.UTF8, "application/json");
            using var answer = await http.PostAsync(bench.Endpoint.Address, forged);
            Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        }

        Assert.True(bench.IsQuiet);
        Assert.Equal(1, bench.Keeper.Subscribed);
        await bench.BookAsync(0);
        Assert.Equal(bench.Tenant.Rooms[0], await bench.NudgedAsync());
        Assert.True(bench.IsQuiet);
        Assert.Equal(before, Assert.Single(await bench.SubscriptionsAsync())["id"]!.ToString());
    }

    [Fact]
    public async Task A_subscription_is_renewed_before_it_ends()
    {
        await using var bench = await NotificationBench.CreateAsync(rooms: 2);
        await bench.KeepAllAsync();
        var first = await bench.SubscriptionsAsync();

        await bench.PassAsync(TimeSpan.FromDays(8));

        var now = await bench.SubscriptionsAsync();
        Assert.Equal(first.Select(s => s["id"]!.ToString()).Order(), now.Select(s => s["id"]!.ToString()).Order());
        Assert.All(now, s => Assert.True(Expiry(s["expirationDateTime"]!.ToString()) > bench.Tenant.Clock.GetUtcNow().AddDays(1)));
        Assert.True(bench.IsQuiet);
        await bench.BookAsync(0);
        Assert.Equal(bench.Tenant.Rooms[0], await bench.NudgedAsync());
    }

    [Fact]
    public async Task A_subscription_that_is_challenged_is_authorized_anew_and_the_room_is_read()
    {
        await using var bench = await NotificationBench.CreateAsync(rooms: 2);
        await bench.KeepAllAsync();
        var before = (await bench.SubscriptionsAsync()).Select(s => s["id"]!.ToString()).Order().ToList();

        Assert.Equal(1, bench.Tenant.Tenant.ChallengeSubscriptions(bench.Tenant.Mailbox(1)));

        Assert.Equal(bench.Tenant.Rooms[1], await bench.NudgedAsync());
        await bench.BookAsync(1);
        Assert.Equal(bench.Tenant.Rooms[1], await bench.NudgedAsync());
        Assert.Equal(before, (await bench.SubscriptionsAsync()).Select(s => s["id"]!.ToString()).Order());
    }

    [Fact]
    public async Task A_subscription_that_was_ended_is_made_anew_and_the_room_is_read()
    {
        await using var bench = await NotificationBench.CreateAsync(rooms: 2);
        await bench.KeepAllAsync();

        Assert.Equal(1, bench.Tenant.Tenant.RemoveSubscriptions(bench.Tenant.Mailbox(0)));

        Assert.Equal(bench.Tenant.Rooms[0], await bench.NudgedAsync());
        Assert.Equal(2, (await bench.SubscriptionsAsync()).Count);
        await bench.BookAsync(0);
        Assert.Equal(bench.Tenant.Rooms[0], await bench.NudgedAsync());
        Assert.Empty(bench.Told);
    }

    [Fact]
    public async Task What_a_killed_process_left_behind_is_ended_and_another_address_is_left_alone()
    {
        await using var bench = await NotificationBench.CreateAsync(rooms: 1);
        foreach (var address in new[] { bench.Endpoint.Address, new Uri(bench.Endpoint.Address, "/somebody-else") })
            await bench.Tenant.SendAsync(HttpMethod.Post, "subscriptions", new
            {
                changeType = "created", resource = $"/users/{bench.Tenant.Rooms[0]}/events", notificationUrl = address.AbsoluteUri, clientState = "of another run", expirationDateTime = bench.Tenant.Clock.GetUtcNow().AddDays(1),
            });

        await bench.KeepAllAsync();

        var left = await bench.SubscriptionsAsync();
        Assert.Equal(2, left.Count);
        Assert.Contains("/somebody-else", Assert.Single(left, s => s["clientState"]!.ToString() == "of another run")["notificationUrl"]!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ending_in_order_ends_the_subscriptions()
    {
        await using var bench = await NotificationBench.CreateAsync(rooms: 3);
        await bench.KeepAllAsync();
        Assert.Equal(3, (await bench.SubscriptionsAsync()).Count);

        await bench.StopAsync();

        Assert.Empty(await bench.SubscriptionsAsync());
        Assert.Empty(bench.Told);
    }

    [Fact]
    public async Task Calendars_come_and_go_while_it_runs()
    {
        await using var bench = await NotificationBench.CreateAsync(rooms: 2);
        await bench.KeepAllAsync();
        var (kept, gone) = (bench.Tenant.Rooms[0], bench.Tenant.Store.GetCalendar(bench.Tenant.Rooms[1])!);

        bench.Tenant.Store.RemoveCalendar(gone.RoomId);
        await bench.PassAsync(TimeSpan.FromMinutes(1));
        Assert.Equal($"/users/{kept}/events", Assert.Single(await bench.SubscriptionsAsync())["resource"]!.ToString());

        bench.Tenant.Store.RegisterCalendar(gone);
        await bench.PassAsync(TimeSpan.FromMinutes(1));
        Assert.Equal(gone.RoomId, await bench.NudgedAsync());
        Assert.Equal(2, (await bench.SubscriptionsAsync()).Count);
    }

    [Fact]
    public async Task An_address_that_nobody_answers_at_is_said_once_for_all_rooms_and_tried_again()
    {
        await using var bench = await NotificationBench.CreateAsync(rooms: 3);
        await bench.Endpoint.DisposeAsync();
        await bench.KeepOnceAsync();

        await bench.PassAsync(TimeSpan.FromMinutes(20));

        var said = Assert.Single(bench.Told);
        Assert.Contains("2 more rooms", said, StringComparison.Ordinal);
        Assert.Contains("polling goes on", said, StringComparison.Ordinal);
        Assert.Contains(bench.Endpoint.Address.Authority, said, StringComparison.Ordinal);
        Assert.True(bench.IsQuiet);
        Assert.Empty(await bench.SubscriptionsAsync());
    }

    static DateTimeOffset Expiry(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}
