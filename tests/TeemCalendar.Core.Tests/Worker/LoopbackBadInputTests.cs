using System.Net.Sockets;
using System.Text;
using TeemCalendar.Sandbox;
using TeemCalendar.Worker.Loopback;

namespace TeemCalendar.Core.Tests.Worker;

/// <summary>What comes over the socket need not be HTTP at all: it is refused, and the next one is served.</summary>
public sealed class LoopbackBadInputTests
{
    const string Good = "GET /graph/v1.0/users HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n";

    // What a client gets that speaks HTTP/2 where only HTTP/1.1 is spoken: a frame of eight bytes of the type GOAWAY (RFC 9113, 6.8).
    const string GoAway = "\0\0\u0008\u0007";

    static readonly string[] Malformed =
    [
        "", "\r\n\r\n", "nonsense\r\n\r\n", "GET\r\n\r\n", "GET /graph\r\n\r\n", "GET /graph HTTP/9.9\r\nHost: a\r\n\r\n", "GET graph HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", "GET /graph HTTP/1.1\r\n\r\n",
        "GET /graph HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", "GET /graph HTTP/1.1\r\nHost: [::\r\n\r\n", "GET /graph HTTP/1.1\r\nHost:\r\nConnection: close\r\n\r\n", "GET /graph HTTP/1.1\r\nHost: 127.0.0.1\r\nno colon\r\n\r\n",
        "GET /graph HTTP/1.1\r\nHost: 127.0.0.1\r\n: empty\r\n\r\n", "GET /graph\u0000 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", "GET /%00%zz%% HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n", "GET //graph//.. HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n",
        "GET http://[bad/ HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", "CONNECT graph.microsoft.com:443 HTTP/1.1\r\nHost: graph.microsoft.com:443\r\n\r\n", "OPTIONS * HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n",
        "POST /graph/v1.0/users HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: -1\r\n\r\n", "POST /graph/v1.0/users HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: x\r\n\r\n",
        "POST /graph/v1.0/users HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 50\r\n\r\nshort", "POST /graph/v1.0/users HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nx\r\n0\r\n\r\n",
        "POST /graph/v1.0/users HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab", "POST /graph/v1.0/users HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\nConnection: close\r\n\r\n0\r\n\r\n",
        "\u0016\u0003\u0001\u0002\u0000\u0001\u0000", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        "GET /graph HTTP/1.1\r\nHost: 127.0.0.1\r\nX: " + new string('x', 100_000) + "\r\n\r\n", "GET /graph/" + new string('y', 100_000) + " HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
        "GET /graph HTTP/1.1\r\nHost: 127.0.0.1\r\n" + string.Concat(Enumerable.Range(0, 500).Select(n => $"X{n}: 1\r\n")) + "\r\n", "\uFFFD\uFFFD\uFFFD /\r\n\r\n",
    ];

    [Fact]
    public async Task What_is_no_request_is_refused_and_the_next_one_is_served()
    {
        await using var server = await LoopbackServer.StartAsync(SandboxTenant.Create(new() { People = 2, MeetingsPerRoom = 0 }), 0, CancellationToken.None);
        foreach (var text in Malformed) Expect(text, await SendAsync(server.Address, Encoding.Latin1.GetBytes(text)));
        Assert.StartsWith("HTTP/1.1 401 ", await SendAsync(server.Address, Encoding.ASCII.GetBytes(Good), more: true), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_request_with_some_bytes_changed_is_answered_or_cut_off(int seed)
    {
        await using var server = await LoopbackServer.StartAsync(SandboxTenant.Create(new() { People = 2, MeetingsPerRoom = 0 }), 0, CancellationToken.None);
        var random = new Random(seed);
        const string post = "POST /login/common/oauth2/v2.0/token HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 29\r\nConnection: close\r\n\r\ngrant_type=password&client_id=";
        for (var n = 0; n < 300; n++)
        {
            var bytes = Encoding.ASCII.GetBytes(n % 2 == 0 ? Good : post);
            for (var k = random.Next(1, 4); k > 0; k--) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            var sent = random.Next(4) == 0 ? bytes[..random.Next(bytes.Length)] : bytes;
            Expect(Encoding.Latin1.GetString(sent), await SendAsync(server.Address, sent));
        }
        Assert.StartsWith("HTTP/1.1 401 ", await SendAsync(server.Address, Encoding.ASCII.GetBytes(Good), more: true), StringComparison.Ordinal);
    }

    static void Expect(string sent, string answer)
    {
        // A connection may be closed without a word where no request can be made out.
        if (answer.Length == 0 || answer.StartsWith(GoAway, StringComparison.Ordinal)) return;
        Assert.True(answer.StartsWith("HTTP/1.1 ", StringComparison.Ordinal) && (answer[9] is '2' or '3' or '4' || answer[9..12] == "505"), $"{Short(sent)} => {Short(answer)}");
        Assert.DoesNotContain("Exception", answer, StringComparison.Ordinal);
    }

    /// <summary>Sends the bytes, says that no more will come unless more may, and reads until the server closes. Whoever says so may be closed without an answer.</summary>
    static async Task<string> SendAsync(Uri address, byte[] bytes, bool more = false)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(address.Host, address.Port);
        var stream = client.GetStream();
        using var answer = new MemoryStream();
        try
        {
            await stream.WriteAsync(bytes);
            if (!more) client.Client.Shutdown(SocketShutdown.Send);
            await stream.CopyToAsync(answer);
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            // The server closed while we were still talking; what it said before counts.
        }
        return Encoding.Latin1.GetString(answer.ToArray());
    }

    static string Short(string text) => text.Length > 400 ? text[..400] + "..." : text;
}
