using System.Collections.Concurrent;

namespace TeemCalendar.Core.Http;

/// <summary>Lets at most 4 requests at once into one mailbox: Outlook refuses the fifth of one application (MailboxConcurrency limit).</summary>
internal sealed class MailboxGateHandler(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    internal const int PerMailbox = 4;
    readonly ConcurrentDictionary<string, SemaphoreSlim> gates = new(StringComparer.OrdinalIgnoreCase);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (MailboxOf(request.RequestUri) is not { } mailbox) return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        var gate = gates.GetOrAdd(mailbox, _ => new SemaphoreSlim(PerMailbox));
        await gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try { return await base.SendAsync(request, cancellationToken).ConfigureAwait(false); }
        finally { gate.Release(); }
    }

    /// <summary>The mailbox is the segment after "users" in Graph's paths.</summary>
    internal static string? MailboxOf(Uri? address)
    {
        var segments = address?.Segments ?? [];
        for (var i = 0; i + 1 < segments.Length; i++)
            if (segments[i].Equals("users/", StringComparison.OrdinalIgnoreCase)) return Uri.UnescapeDataString(segments[i + 1].TrimEnd('/'));
        return null;
    }
}
