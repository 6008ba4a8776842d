using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using TeemCalendar.Sandbox.Wire;

namespace TeemCalendar.Sandbox.Graph.Notifications;

/// <summary>The tenant's one way out: it posts to the addresses that subscribers name. Without a handler of its own it reaches this machine only.</summary>
internal sealed class Webhook : IDisposable
{
    // Documented: ten seconds to answer a validation, three to take a notification.
    static readonly TimeSpan ValidationTime = TimeSpan.FromSeconds(10), DeliveryTime = TimeSpan.FromSeconds(3);
    const int Attempts = 3;

    readonly HttpMessageInvoker invoker;
    readonly bool anywhere;

    internal Webhook(HttpMessageHandler? handler)
    {
        anywhere = handler is not null;
        invoker = new(handler ?? new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false, UseCookies = false }, disposeHandler: handler is null);
    }

    public void Dispose() => invoker.Dispose();

    /// <summary>HTTPS (documented), or plain HTTP to this machine.</summary>
    internal bool Accepts(string url) => Uri.TryCreate(url, UriKind.Absolute, out var uri) && (uri.IsLoopback ? uri.Scheme is "http" or "https" : anywhere && uri.Scheme is "https");

    /// <summary>Asks the address to repeat a token; what went wrong, or null (the sentences were seen).</summary>
    internal async Task<string?> ValidateAsync(string url)
    {
        var token = $"Validation: Testing client application reachability for subscription Request-Id: {Guid.NewGuid()}";
        using var request = new HttpRequestMessage(HttpMethod.Post, url + (url.Contains('?', StringComparison.Ordinal) ? "&" : "?") + "validationToken=" + Uri.EscapeDataString(token))
        {
            Content = new StringContent("", Encoding.UTF8, new MediaTypeHeaderValue("text/plain")),
        };
        using var patience = new CancellationTokenSource(ValidationTime);
        try
        {
            using var answer = await invoker.SendAsync(request, patience.Token).ConfigureAwait(false);
            if (answer.StatusCode != HttpStatusCode.OK) return $"Subscription validation request failed. HTTP status code is '{answer.StatusCode}'. Notification endpoint must respond with 200 OK to validation request.";
            var text = await answer.Content.ReadAsStringAsync(patience.Token).ConfigureAwait(false);
            return answer.Content.Headers.ContentType?.MediaType is "text/plain" && text == token ? null : "Subscription validation request failed. Response must exactly match validationToken query parameter.";
        }
        catch (OperationCanceledException)
        {
            return "Subscription validation request timed out.";
        }
        catch (HttpRequestException)
        {
            return "Subscription validation request failed. Notification endpoint must respond with 200 OK to validation request.";
        }
    }

    /// <summary>Posts notifications; false when nobody took them. The service tries for four hours (documented), this tenant a few times at once.</summary>
    internal async Task<bool> DeliverAsync(string url, JsonObject notifications)
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new StringContent(notifications.ToJsonString(WireJson.Format), Encoding.UTF8, new MediaTypeHeaderValue("application/json")) };
            using var patience = new CancellationTokenSource(DeliveryTime);
            try
            {
                using var answer = await invoker.SendAsync(request, patience.Token).ConfigureAwait(false);
                if (answer.IsSuccessStatusCode) return true;
            }
            catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
            {
                // As good as no answer.
            }
        }
        return false;
    }
}
