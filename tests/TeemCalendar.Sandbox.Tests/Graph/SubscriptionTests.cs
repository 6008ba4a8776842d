using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using TeemCalendar.Sandbox.State;

namespace TeemCalendar.Sandbox.Tests.Graph;

/// <summary>Change notifications: the handshake, what is sent when, and how a subscription lives and ends.</summary>
public class SubscriptionTests
{
    const string Url = "https://receiver.example/hook?tenant=7", Lifecycle = "https://receiver.example/lifecycle";

    /// <summary>A subscriber's address: repeats tokens, and keeps what it is told.</summary>
    sealed class Receiver : HttpMessageHandler
    {
        public ConcurrentQueue<(string Path, JsonObject Notification)> Told { get; } = new();
        public int Validations { get; private set; }
        public Func<HttpRequestMessage, string, HttpResponseMessage?>? Otherwise { get; set; }

        public IEnumerable<string?> Changes => Told.Select(t => (string?)t.Notification["changeType"] ?? (string?)t.Notification["lifecycleEvent"]);

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var text = await request.Content!.ReadAsStringAsync(cancellationToken);
            if (Otherwise?.Invoke(request, text) is { } other) return other;
            if (request.RequestUri!.Query.Split("validationToken=") is [_, var token])
            {
                Validations++;
                return Plain(Uri.UnescapeDataString(token));
            }
            foreach (var notification in JsonNode.Parse(text)!["value"]!.AsArray()) Told.Enqueue((request.RequestUri.PathAndQuery, (JsonObject)notification!.DeepClone()));
            return new(HttpStatusCode.Accepted);
        }

        public static HttpResponseMessage Plain(string text) => new(HttpStatusCode.OK) { Content = new StringContent(text, Encoding.UTF8, "text/plain") };
    }

    readonly Receiver receiver = new();
    GraphWire graph = null!;
    Mailbox room = null!;

    async Task Open(params string[] permissions)
    {
        graph = await GraphWire.Open(new() { People = 6, MeetingsPerRoom = 0, NotificationHandler = receiver }, permissions.Length > 0 ? permissions : ["Calendars.ReadWrite"]);
        room = graph.AddRoom("harbour");
    }

    string Body(string? more = null, string? resource = null, int minutes = 600, string url = Url) => $$"""
        {"changeType":"created,updated,deleted","notificationUrl":"{{url}}","resource":"{{resource ?? $"/users/{room.OwnerId}/events"}}","clientState":"secret","expirationDateTime":"{{graph.Clock.Now.AddMinutes(minutes):o}}"{{more}} }
        """;

    Task<Reply> Subscribe(string? more = null, params (string, string)[] headers) => graph.Post("/subscriptions", Body(more), headers);

    Task<Reply> Event(string day = "2026-12-01") =>
        graph.Post($"/users/{room.OwnerId}/events", $$"""{"subject":"x","start":{"dateTime":"{{day}}T09:00:00","timeZone":"UTC"},"end":{"dateTime":"{{day}}T10:00:00","timeZone":"UTC"} }""");

    [Fact]
    public async Task Changes_of_a_room_are_told_in_order()
    {
        await Open();
        var made = await Subscribe();
        Assert.Equal((HttpStatusCode.Created, 1), (made.Status, receiver.Validations));
        Assert.Equal(("created,updated,deleted", "secret", "v1_2"), ((string?)made.Json["changeType"], (string?)made.Json["clientState"], (string?)made.Json["latestSupportedTlsVersion"]));
        var meeting = await Event();
        await graph.Patch($"/users/{room.OwnerId}/events/{meeting.Id}", """{"subject":"y"}""");
        await graph.Delete($"/users/{room.OwnerId}/events/{meeting.Id}");
        await graph.Tenant.NotificationsSettledAsync();
        Assert.Equal(["created", "updated", "deleted"], receiver.Changes);
        Assert.True(receiver.Told.TryPeek(out var first));
        Assert.Equal("/hook?tenant=7", first.Path); // a query of the subscriber's own stays
        var told = first.Notification;
        Assert.Equal((made.Id, "secret", graph.Tenant.Facts.TenantId.ToString()), ((string?)told["subscriptionId"], (string?)told["clientState"], (string?)told["tenantId"]));
        Assert.Equal($"Users/{room.OwnerId}/Events/{meeting.Id}", (string?)told["resource"]);
        Assert.Equal(("#Microsoft.Graph.Event", meeting.Id, (string?)meeting.Json["@odata.etag"]), ((string?)told["resourceData"]!["@odata.type"], (string?)told["resourceData"]!["id"], (string?)told["resourceData"]!["@odata.etag"]));
    }

    [Fact]
    public async Task A_room_that_is_booked_by_somebody_else_is_told_of_too()
    {
        await Open();
        await graph.Post("/subscriptions", Body().Replace("created,updated,deleted", "created", StringComparison.Ordinal), ("Prefer", "IdType=\"ImmutableId\""));
        await graph.Post($"/users/{graph.Person().OwnerId}/events", $$"""
            {"start":{"dateTime":"2026-12-01T09:00:00","timeZone":"UTC"},"end":{"dateTime":"2026-12-01T10:00:00","timeZone":"UTC"},"attendees":[{"emailAddress":{"address":"{{room.PrimarySmtpAddress}}"},"type":"resource"}]}
            """);
        await graph.Tenant.NotificationsSettledAsync();
        var told = Assert.Single(receiver.Told).Notification;
        var copy = (await graph.Get($"/users/{room.OwnerId}/events", ("Prefer", "IdType=\"ImmutableId\""))).Rows.Single()!;
        Assert.Equal((string?)copy["id"], (string?)told["resourceData"]!["id"]); // ids in the form that was preferred when subscribing
    }

    [Fact]
    public async Task An_address_that_does_not_repeat_the_token_gets_nothing()
    {
        await Open();
        foreach (var (answer, sentence) in new (HttpResponseMessage, string)[]
        {
            (new(HttpStatusCode.Forbidden), "HTTP status code is 'Forbidden'"), (Receiver.Plain("hello"), "must exactly match validationToken"),
            (new(HttpStatusCode.OK) { Content = new StringContent("{}", Encoding.UTF8, "application/json") }, "must exactly match validationToken"),
        })
        {
            receiver.Otherwise = (_, _) => answer;
            var reply = await Subscribe();
            Assert.Equal((HttpStatusCode.BadRequest, "ValidationError"), GraphDirectoryTests.Outcome(reply));
            Assert.Contains(sentence, reply.Message, StringComparison.Ordinal);
            Assert.NotNull(reply.Json["error"]!["innerError"]);
        }
        receiver.Otherwise = (_, _) => throw new HttpRequestException("no route");
        Assert.Equal("ValidationError", (await Subscribe()).Code);
        // The second address has to answer as well.
        receiver.Otherwise = (request, _) => request.RequestUri!.AbsolutePath == "/lifecycle" ? new(HttpStatusCode.NotFound) : null;
        Assert.Equal("ValidationError", (await Subscribe($",\"lifecycleNotificationUrl\":\"{Lifecycle}\"")).Code);
        Assert.Empty((await graph.Get("/subscriptions")).Rows);
    }

    [Theory]
    [InlineData("\"changeType\":\"created,updated,deleted\"", "\"changeType\":\"renamed\"", "InvalidRequest")]
    [InlineData("\"changeType\":\"created,updated,deleted\",", "", "InvalidRequest")]
    [InlineData("https://receiver", "http://receiver", "InvalidRequest")]
    [InlineData("/events\"", "/contacts\"", "InvalidRequest")]
    [InlineData("secret", "sssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssss", "InvalidRequest")]
    [InlineData("\"clientState\"", "\"includeResourceData\":true,\"clientState\"", "InvalidRequest")]
    [InlineData("2026-11-23", "2026-11-22", "InvalidRequest")]
    [InlineData("2026-11-23", "2026-12-23", "ExtensionError")]
    [InlineData("\"clientState\"", "\"clientstate\"", "Request_BadRequest")]
    public async Task A_wrong_subscription_is_refused(string right, string wrong, string code)
    {
        await Open();
        var body = Body();
        Assert.Contains(right, body, StringComparison.Ordinal);
        Assert.Equal((HttpStatusCode.BadRequest, code), GraphDirectoryTests.Outcome(await graph.Post("/subscriptions", body.Replace(right, wrong, StringComparison.Ordinal))));
        Assert.Equal(0, receiver.Validations);
    }

    [Fact]
    public async Task Without_a_handler_only_this_machine_is_reached()
    {
        graph = await GraphWire.Open(null, "Calendars.ReadWrite");
        room = graph.AddRoom("harbour");
        Assert.Equal("InvalidRequest", (await Subscribe()).Code);
        Assert.Equal("ValidationError", (await graph.Post("/subscriptions", Body(url: "http://127.0.0.1:9/nobody"))).Code);
    }

    [Fact]
    public async Task Who_may_not_read_may_not_subscribe()
    {
        await Open("Mail.Send");
        var refused = await Subscribe();
        Assert.Equal((HttpStatusCode.Forbidden, "ExtensionError"), GraphDirectoryTests.Outcome(refused));
        await graph.Consent("Calendars.Read");
        Assert.Equal(HttpStatusCode.Created, (await Subscribe()).Status);
        // A person has his own mailbox and no other, whatever is shared with him.
        var person = graph.Person();
        room.Permissions.Add(new() { UserId = person.OwnerId, AccessRights = ["FullAccess"] });
        GraphDelegatedTests.SignIn(graph, person.OwnerId, "Calendars.ReadWrite.Shared");
        Assert.Equal(HttpStatusCode.Forbidden, (await Subscribe()).Status);
        Assert.Equal(HttpStatusCode.Created, (await graph.Post("/subscriptions", Body(resource: "me/events"))).Status);
        Assert.Single((await graph.Get("/subscriptions")).Rows); // and sees his own only
    }

    [Fact]
    public async Task A_subscription_is_renewed_ended_and_over()
    {
        await Open();
        var made = await Subscribe();
        var until = graph.Clock.Now.AddMinutes(10_000);
        Assert.Equal(HttpStatusCode.OK, (await graph.Patch($"/subscriptions/{made.Id}", $$"""{"expirationDateTime":"{{until:o}}"}""")).Status);
        Assert.Equal("ExtensionError", (await graph.Patch($"/subscriptions/{made.Id}", $$"""{"expirationDateTime":"{{until.AddDays(1):o}}"}""")).Code);
        Assert.Equal("InvalidRequest", (await graph.Patch($"/subscriptions/{made.Id}", $$"""{"lifecycleNotificationUrl":"{{Lifecycle}}"}""")).Code);
        Assert.Single((await graph.Get("/subscriptions")).Rows);
        graph.Clock.Now = until.AddMinutes(1);
        await graph.Consent();
        Assert.Equal((HttpStatusCode.NotFound, "ResourceNotFound"), GraphDirectoryTests.Outcome(await graph.Get($"/subscriptions/{made.Id}")));
        await Event();
        await graph.Tenant.NotificationsSettledAsync();
        Assert.Empty(receiver.Told);
        // A minute is too short, and made longer.
        var brief = await graph.Post("/subscriptions", Body(minutes: 1));
        Assert.Equal(graph.Clock.Now.AddMinutes(45), DateTimeOffset.Parse((string)brief.Json["expirationDateTime"]!, null));
        Assert.Equal(HttpStatusCode.NoContent, (await graph.Delete($"/subscriptions/{brief.Id}")).Status);
        Assert.Empty(graph.Tenant.State.Subscriptions);
    }

    [Fact]
    public async Task A_challenge_stops_the_flow_until_it_is_answered()
    {
        await Open();
        var made = await Subscribe($",\"lifecycleNotificationUrl\":\"{Lifecycle}\"");
        Assert.Equal(1, graph.Tenant.ChallengeSubscriptions(room.PrimarySmtpAddress));
        await Event();
        await graph.Tenant.NotificationsSettledAsync();
        Assert.Equal(["reauthorizationRequired"], receiver.Changes);
        Assert.Equal("/lifecycle", receiver.Told.Single().Path);
        Assert.Equal(HttpStatusCode.NoContent, (await graph.Send("POST", $"/subscriptions/{made.Id}/reauthorize", null)).Status);
        await Event("2026-12-02");
        await graph.Tenant.NotificationsSettledAsync();
        Assert.Equal(["reauthorizationRequired", "created"], receiver.Changes);
        Assert.Equal(1, graph.Tenant.RemoveSubscriptions(room.PrimarySmtpAddress));
        await graph.Tenant.NotificationsSettledAsync();
        Assert.Equal("subscriptionRemoved", receiver.Changes.Last());
        Assert.Empty((await graph.Get("/subscriptions")).Rows);
    }

    [Fact]
    public async Task What_nobody_takes_is_reported_as_missed()
    {
        await Open();
        await Subscribe($",\"lifecycleNotificationUrl\":\"{Lifecycle}\"");
        var attempts = 0;
        receiver.Otherwise = (request, _) => request.RequestUri!.AbsolutePath == "/hook" && Interlocked.Increment(ref attempts) > 0 ? new(HttpStatusCode.ServiceUnavailable) : null;
        await Event();
        await graph.Tenant.NotificationsSettledAsync();
        Assert.Equal(["missed"], receiver.Changes);
        Assert.True(attempts > 1);
    }

    [Fact]
    public async Task A_persons_subscription_ends_with_the_password()
    {
        await Open();
        var person = graph.Person();
        GraphDelegatedTests.SignIn(graph, person.OwnerId, "Calendars.ReadWrite");
        await graph.Post("/subscriptions", Body($",\"lifecycleNotificationUrl\":\"{Lifecycle}\"", "me/events"));
        graph.Tenant.State.Users[person.OwnerId].Password = "Another-1!";
        Assert.Empty((await graph.Get("/subscriptions")).Rows);
        await graph.Tenant.NotificationsSettledAsync();
        Assert.Equal(["subscriptionRemoved"], receiver.Changes);
    }

    [Fact]
    public async Task A_subscription_ends_with_the_mailbox()
    {
        await Open();
        await Subscribe($",\"lifecycleNotificationUrl\":\"{Lifecycle}\"");
        await graph.Delete($"/users/{room.OwnerId}");
        Assert.Empty((await graph.Get("/subscriptions")).Rows);
        await graph.Tenant.NotificationsSettledAsync();
        Assert.Equal(["subscriptionRemoved"], receiver.Changes);
    }

    [Fact]
    public async Task Whoever_is_notified_may_ask_the_tenant()
    {
        await Open();
        receiver.Otherwise = (request, _) =>
        {
            // During the handshake and the notification the tenant answers others.
            graph.Get("/organization").GetAwaiter().GetResult();
            return null;
        };
        Assert.Equal(HttpStatusCode.Created, (await Subscribe()).Status);
        await Event();
        await graph.Tenant.NotificationsSettledAsync();
        Assert.Equal(["created"], receiver.Changes);
        // In a batch as alone.
        var batch = await graph.Post("/$batch", $$"""{"requests":[{"id":"1","method":"POST","url":"/subscriptions","headers":{"Content-Type":"application/json"},"body":{{Body()}} }]}""");
        Assert.Equal(201, (int)batch.Json["responses"]![0]!["status"]!);
    }

    [Fact]
    public async Task A_subscriber_on_this_machine_is_reached_over_a_socket()
    {
        graph = await GraphWire.Open(null, "Calendars.ReadWrite");
        room = graph.AddRoom("harbour");
        using var socket = new TcpListener(IPAddress.Loopback, 0);
        socket.Start();
        var told = Serve(socket, requests: 2);
        Assert.Equal(HttpStatusCode.Created, (await graph.Post("/subscriptions", Body(url: $"http://{socket.LocalEndpoint}/hook"))).Status);
        await Event();
        await graph.Tenant.NotificationsSettledAsync();
        var requests = await told;
        Assert.StartsWith("POST /hook?validationToken=", requests[0], StringComparison.Ordinal);
        Assert.Contains("\"changeType\":\"created\"", requests[1], StringComparison.Ordinal);
    }

    /// <summary>The least HTTP that a subscriber can do: it repeats tokens, and says yes to the rest.</summary>
    static async Task<List<string>> Serve(TcpListener socket, int requests)
    {
        var seen = new List<string>();
        while (seen.Count < requests)
        {
            using var client = await socket.AcceptTcpClientAsync();
            var stream = client.GetStream();
            var (text, buffer) = ("", new byte[16_384]);
            while (!IsWhole(text)) text += Encoding.UTF8.GetString(buffer, 0, await stream.ReadAsync(buffer));
            seen.Add(text);
            var token = text.Split(' ')[1].Split("validationToken=") is [_, var given] ? Uri.UnescapeDataString(given) : "";
            await stream.WriteAsync(Encoding.UTF8.GetBytes($"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: {token.Length}\r\nConnection: close\r\n\r\n{token}"));
        }
        return seen;
    }

    static bool IsWhole(string text)
    {
        var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        if (end < 0) return false;
        var length = text.Split("Content-Length: ") is [_, var rest, ..] ? int.Parse(rest.Split('\r')[0], null) : 0;
        return Encoding.UTF8.GetByteCount(text[(end + 4)..]) >= length;
    }
}
