using System.Net;
using System.Text;
using TeemCalendar.Core.Sync.Notifications;
using TeemCalendar.Worker.Notifications;

namespace TeemCalendar.Core.Tests.Worker;

/// <summary>The address for notifications, over a real socket.</summary>
public sealed class NotificationEndpointTests : IAsyncLifetime
{
    readonly HttpClient client = new();
    readonly List<string> taken = [];
    NotificationEndpoint endpoint = null!;

    public async Task InitializeAsync() => endpoint = await NotificationEndpoint.StartAsync(0, body =>
    {
        taken.Add(Encoding.UTF8.GetString(body.Span));
        return body.Span.StartsWith("{"u8);
    }, default);

    public async Task DisposeAsync()
    {
        client.Dispose();
        await endpoint.DisposeAsync();
    }

    [Theory]
    [InlineData("Validation: Testing client application reachability for subscription Request-Id: 7")]
    [InlineData("<script>alert('æ & + %')</script>")]
    public async Task ATokenIsRepeatedAsPlainText(string token)
    {
        using var answer = await client.PostAsync(new Uri(endpoint.Address, "any/path?validationToken=" + Uri.EscapeDataString(token)), new StringContent(""));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("text/plain", answer.Content.Headers.ContentType!.MediaType);
        Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
        Assert.Equal(token, await answer.Content.ReadAsStringAsync());
        Assert.Empty(taken);
    }

    [Fact]
    public async Task ABodyIsTakenAndAnswered()
    {
        Assert.Equal(HttpStatusCode.Accepted, await PostAsync("{}"));
        Assert.Equal(HttpStatusCode.BadRequest, await PostAsync("what"));
        Assert.Equal(["{}", "what"], taken);
    }

    [Fact]
    public async Task WhatIsTooLongOrNoPostIsRefused()
    {
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, await PostAsync(new string('{', NotificationReader.LongestBody + 1)));
        using var token = await client.PostAsync(new Uri(endpoint.Address, "?validationToken=" + new string('x', 4000)), null);
        Assert.Equal(HttpStatusCode.BadRequest, token.StatusCode);
        using var get = await client.GetAsync(new Uri(endpoint.Address, "?validationToken=x"));
        Assert.Equal(HttpStatusCode.MethodNotAllowed, get.StatusCode);
        Assert.Empty(taken);
    }

    [Fact]
    public void ItListensOnThisComputerOnly() => Assert.Equal("127.0.0.1", endpoint.Address.Host);

    async Task<HttpStatusCode> PostAsync(string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await client.PostAsync(endpoint.Address, content);
        return answer.StatusCode;
    }
}
