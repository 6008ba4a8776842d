using TeemCalendar.Core.Exchange;
using TeemCalendar.Core.Http;

namespace TeemCalendar.Core.Connection;

/// <summary>What a connection is made from.</summary>
internal sealed record ConnectOptions
{
    /// <summary>The tenant's id or one of its domains; null for the one that whoever signs in belongs to.</summary>
    internal string? TenantId { get; init; }

    /// <summary>How to sign in; null when the sessions below are all there is.</summary>
    internal SignIn? SignIn { get; init; }

    /// <summary>A session of the caller's whose commands are run in the place of Exchange's REST.</summary>
    internal CallerSession<IExchangeTransport>? ExchangeSession { get; init; }

    /// <summary>A session of the caller's that carries requests to Graph.</summary>
    internal CallerSession<HttpMessageHandler>? GraphSession { get; init; }

    /// <summary>The cloud.</summary>
    internal Cloud Cloud { get; init; } = Cloud.Global;

    /// <summary>What carries requests: null for the network, the sandbox's handler for a rehearsal. Disposed with the connection.</summary>
    internal HttpMessageHandler? Wire { get; init; }

    /// <summary>The store's file; null for the usual place, or for none in a sandbox.</summary>
    internal string? StorePath { get; init; }

    /// <summary>The clock.</summary>
    internal TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>How patient the connection is.</summary>
    internal RetryLimits Limits { get; init; } = RetryLimits.Default;

    /// <summary>The browser at which a person signs in, as delegate access needs it; null where there is none, and it is done with a code.</summary>
    internal Browser? Browser { get; init; }

    /// <summary>Shows a code when a person has to sign in, as delegate access needs it.</summary>
    internal DeviceCodePrompt? DeviceCodePrompt { get; init; }
}
