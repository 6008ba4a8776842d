using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using TeemCalendar.Core.Http;
using TeemCalendar.Core.Tests.Worker;

namespace TeemCalendar.Core.Tests.Http;

public sealed class TrafficRecorderTests : IDisposable
{
    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    sealed class Answering(Func<HttpContent> content) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = content(), RequestMessage = request });
    }

    sealed class BreakingOff : Stream
    {
        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => false;
        public override long Length => throw new NotSupportedException();
        public override long Position { get => 0; set => throw new NotSupportedException(); }
        public override void Flush() { }
        public override int Read(byte[] buffer, int offset, int count) => throw new IOException("The connection was reset.");
        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
        public override void SetLength(long value) => throw new NotSupportedException();
        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }

    HttpClient Client(Func<HttpContent> answer) => new(new TrafficRecorder(folder["traffic"], new Answering(answer)));

    static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");

    List<JsonNode> Lines() => [.. File.ReadAllLines(folder["traffic"]).Select(line => JsonNode.Parse(line)!)];

    [Fact]
    public void A_wire_that_is_not_recorded_is_the_wire_itself()
    {
        using var wire = new Answering(() => Json("{}"));
        Assert.Same(wire, TrafficRecorder.Around(wire, null));
        Assert.NotSame(wire, TrafficRecorder.Around(wire, folder["traffic"]));
    }

    [Fact]
    public async Task What_goes_over_the_wire_is_written_and_handed_on_as_it_was()
    {
        using var http = Client(() => Json("""{"value":[{"id":"a"}]}"""));
        using var request = new HttpRequestMessage(HttpMethod.Post, "https://graph.sandbox.invalid/v1.0/users?$top=5") { Content = Json("""{"displayName":"さくら"}""") };
        request.Headers.Add("Prefer", "odata.maxpagesize=5");
        using var answer = await http.SendAsync(request);
        Assert.Equal("""{"value":[{"id":"a"}]}""", await answer.Content.ReadAsStringAsync());
        var line = Assert.Single(Lines());
        Assert.Equal("POST", (string?)line["method"]);
        Assert.Equal("https://graph.sandbox.invalid/v1.0/users?$top=5", (string?)line["url"]);
        Assert.Equal("odata.maxpagesize=5", (string?)line["headers"]!["Prefer"]);
        Assert.Equal("さくら", (string?)line["request"]!["displayName"]);
        Assert.Equal(200, (int?)line["status"]);
        Assert.Equal("a", (string?)line["answer"]!["value"]![0]!["id"]);
    }

    [Fact]
    public async Task No_secret_is_written()
    {
        const string Secret = "5ecret-of-the-test";
        using var http = Client(() => Json("""
            {"access_token":"SECRET","refresh_token":"SECRET","id_token":"SECRET","device_code":"SECRET","user_code":"SECRET","secretText":"SECRET",
             "@odata.deltaLink":"https://x/delta?$deltatoken=SECRET","error":{"code":"NotFound","message":"m"}}
            """.Replace("SECRET", Secret, StringComparison.Ordinal)));
        using var form = new FormUrlEncodedContent(new[] { "client_secret", "client_assertion", "password", "refresh_token", "device_code", "code", "assertion" }.Select(name => KeyValuePair.Create(name, Secret)).Append(new("scope", "all")));
        (await http.PostAsync(new Uri("https://login.sandbox.invalid/t/oauth2/v2.0/token"), form)).Dispose();
        using var request = new HttpRequestMessage(HttpMethod.Post, $"https://graph.sandbox.invalid/v1.0/$batch?$skiptoken={Secret}")
        {
            Content = Json("""
                {"passwordProfile":{"password":"SECRET","forceChangePasswordNextSignIn":true},"passwordPolicies":"DisablePasswordExpiration",
                 "requests":[{"headers":{"Authorization":"Bearer SECRET"},"body":{"CmdletInput":{"CmdletName":"New-Mailbox","Parameters":{"Password":"SECRET","RoomMailboxPassword":["SECRET"]}}}}]}
                """.Replace("SECRET", Secret, StringComparison.Ordinal)),
        };
        request.Headers.Authorization = new("Bearer", Secret);
        (await http.SendAsync(request)).Dispose();
        Assert.DoesNotContain(Secret, await File.ReadAllTextAsync(folder["traffic"]), StringComparison.Ordinal);
        var line = Lines()[1];
        Assert.Equal("DisablePasswordExpiration", (string?)line["request"]!["passwordPolicies"]);
        Assert.True((bool?)line["request"]!["passwordProfile"]!["forceChangePasswordNextSignIn"]);
        Assert.Equal("NotFound", (string?)line["answer"]!["error"]!["code"]);
        Assert.Contains("scope=all", (string?)Lines()[0]["request"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_that_breaks_off_breaks_off_for_its_reader_too()
    {
        using var http = Client(() => new StreamContent(new BreakingOff()));
        using var answer = await http.GetAsync(new Uri("https://graph.sandbox.invalid/v1.0/users"), HttpCompletionOption.ResponseHeadersRead);
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => answer.Content.ReadAsStringAsync());
        Assert.NotNull(Assert.Single(Lines())["lost"]);
    }

    [Fact]
    public async Task Lines_of_many_at_once_stay_whole()
    {
        var answer = $$"""{"value":"{{new string('x', 100_000)}}"}""";
        using var one = Client(() => Json(answer));
        using var other = Client(() => Json(answer));
        await Task.WhenAll(Enumerable.Range(0, 100).Select(i => Task.Run(async () => (await (i % 2 == 0 ? one : other).GetAsync(new Uri($"https://graph.sandbox.invalid/v1.0/users/{i}"))).Dispose())));
        Assert.Equal(100, Lines().Select(line => (string?)line["url"]).Distinct().Count());
    }
}
