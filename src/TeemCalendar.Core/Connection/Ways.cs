using TeemCalendar.Core.Exchange;
using TeemCalendar.Core.Graph;
using TeemCalendar.Core.Http;

namespace TeemCalendar.Core.Connection;

/// <summary>How a connection reaches its services: with tokens of its own, or through sessions of the caller.</summary>
/// <param name="Exchange">The way to Exchange.</param>
/// <param name="Graph">The way to Graph.</param>
/// <param name="GraphName">What that one is called.</param>
internal sealed record Ways(IExchangeTransport Exchange, HttpMessageHandler Graph, string GraphName)
{
    internal const string Sdk = "Sdk", Session = "Session", None = "None";

    /// <summary>Takes a session where it was asked for, or where it is there and in the same tenant; else the token.</summary>
    /// <exception cref="TeemException">A session that was asked for is in another tenant, or there is neither session nor token for Exchange.</exception>
    internal static Ways Choose(ConnectOptions options, OutgoingPipeline pipeline, ITokenSource? tokens, Guid tenantId)
    {
        // The sessions first: a refusal of one must leave nothing open.
        var (exchange, graph) = (options.ExchangeSession?.In(tenantId, "Exchange"), options.GraphSession?.In(tenantId, "Microsoft Graph"));
        if (exchange is null && tokens is null)
            throw new TeemException("ExchangeNotConnected", TeemErrorKind.SignInRefused, "There is no session of Exchange.", remedy: "Connect-ExchangeOnline, then Connect-TeemTenant again; or sign in with a certificate or a device code.");
        var (toGraph, name) = graph is not null ? (pipeline.SessionWay(graph), Session) : tokens is not null ? (pipeline.Way(tokens, options.Cloud.GraphResource), Sdk) : (new NoGraph(), None);
        return new(exchange is not null ? new CountedExchange(exchange, pipeline.Counters) : new RestExchange(pipeline, tokens!, options.Cloud, tenantId), toGraph, name);
    }
}
