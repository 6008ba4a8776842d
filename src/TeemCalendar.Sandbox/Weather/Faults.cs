using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Sockets;
using TeemCalendar.Sandbox.Calendars;
using TeemCalendar.Sandbox.Exchange;
using TeemCalendar.Sandbox.Graph;
using TeemCalendar.Sandbox.SignIn;
using TeemCalendar.Sandbox.Wire;

namespace TeemCalendar.Sandbox.Weather;

/// <summary>What goes wrong between a client and a service, or in the service.</summary>
internal sealed class Faults(SandboxTenant tenant, FaultWeather weather, Dice dice)
{
    enum Fault { None, ResetBefore, ResetAfter, TimeOut, InternalError, BadGateway, Unavailable, GatewayTimeout, StorageFull, ExpiredToken, TruncatedBody, HalfBatch, LostDeltaState }

    static readonly TimeSpan Wait = TimeSpan.FromSeconds(2), Fresh = TimeSpan.FromMinutes(1);
    readonly ConcurrentDictionary<string, int> hitsInARow = new(StringComparer.Ordinal);
    readonly ConcurrentDictionary<string, byte> expired = new(StringComparer.Ordinal);

    /// <param name="view">The request, or the batch.</param>
    /// <param name="act">What the service does; told whether about half of a batch is refused.</param>
    /// <param name="cancel">The client has left.</param>
    /// <exception cref="HttpRequestException">The connection is lost.</exception>
    internal async Task<WireAnswer> AnswerAsync(RequestView view, Func<bool, Task<WireAnswer>> act, CancellationToken cancel)
    {
        if (view.Request.Header("Authorization") is { } used && expired.ContainsKey(used)) return Expired(view);
        var what = $"fault {view.What}";
        var roll = string.Create(CultureInfo.InvariantCulture, $"{what}/{dice.Count(what)}");
        var fault = Decide(view, what, dice.Roll(roll));
        // Where a fault has two sides, the same dice say which.
        var isHeads = dice.Roll(roll + "/side") < 0.5;
        switch (fault)
        {
            case Fault.ResetBefore:
                throw Lost();
            case Fault.ResetAfter:
                await act(false).ConfigureAwait(false);
                throw Lost();
            case Fault.TimeOut:
                if (isHeads) await act(false).ConfigureAwait(false);
                await Task.Delay(weather.TimeOutAfter, tenant.Clock, cancel).ConfigureAwait(false);
                throw Lost();
            case Fault.InternalError:
                return Refusal(view, 500, "InternalServerError", "An internal server error occurred. The operation failed.");
            case Fault.BadGateway:
                return Stumbled(view, 502);
            case Fault.Unavailable:
                return Stumbled(view, 503, isHeads ? Wait : null);
            case Fault.GatewayTimeout:
                if (isHeads) await act(false).ConfigureAwait(false);
                return Stumbled(view, 504);
            case Fault.StorageFull:
                return Refusal(view, 507, view.IsOutlook ? "ErrorQuotaExceeded" : "InsufficientStorage", "The maximum storage quota has been reached.");
            case Fault.ExpiredToken:
                expired[view.Request.Header("Authorization")!] = 0;
                return Expired(view);
            case Fault.TruncatedBody:
                var whole = await act(false).ConfigureAwait(false);
                return whole.Json is null && whole.Bytes is null ? throw Lost() : whole with { BreaksOff = true };
            case Fault.HalfBatch:
                return await act(true).ConfigureAwait(false);
            case Fault.LostDeltaState:
                Forget(view.User);
                break;
        }
        return await act(false).ConfigureAwait(false);
    }

    /// <summary>One of a batch of which about half is refused; null for one that goes on.</summary>
    internal WireAnswer? OneOfHalf(RequestView view)
    {
        var what = $"half {view.What}";
        return dice.Roll(string.Create(CultureInfo.InvariantCulture, $"{what}/{dice.Count(what)}")) < 0.5 ? Stumbled(view, 503, Wait) : null;
    }

    Fault Decide(RequestView view, string what, double roll)
    {
        if (hitsInARow.GetValueOrDefault(what) >= weather.InARow)
        {
            hitsInARow[what] = 0;
            return Fault.None;
        }
        foreach (var (fault, rate) in Rates(view))
        {
            if (roll < rate)
            {
                hitsInARow.AddOrUpdate(what, 1, (_, n) => n + 1);
                return fault;
            }
            roll -= rate;
        }
        hitsInARow[what] = 0;
        return Fault.None;
    }

    IEnumerable<(Fault, double)> Rates(RequestView view)
    {
        yield return (Fault.ResetBefore, weather.ResetBefore);
        yield return (Fault.ResetAfter, weather.ResetAfter);
        yield return (Fault.TimeOut, weather.TimeOut);
        yield return (Fault.InternalError, weather.InternalError);
        yield return (Fault.BadGateway, weather.BadGateway);
        yield return (Fault.Unavailable, weather.Unavailable);
        yield return (Fault.GatewayTimeout, weather.GatewayTimeout);
        yield return (Fault.TruncatedBody, weather.TruncatedBody);
        if (!view.IsRead && !view.IsBatch && view.Service != Service.SignIn) yield return (Fault.StorageFull, weather.StorageFull);
        // Whoever has just come back with a new token is let in with it.
        if (view.TokenIssued is { } issued && tenant.Now - issued >= Fresh) yield return (Fault.ExpiredToken, weather.ExpiredToken);
        if (view.IsBatch) yield return (Fault.HalfBatch, weather.HalfBatch);
        if (view.FollowsDelta) yield return (Fault.LostDeltaState, weather.LostDeltaState);
    }

    void Forget(string? user)
    {
        lock (tenant.Gate)
            if (user is not null && tenant.State.FindUser(user) is { } owner && tenant.State.Mailboxes.GetValueOrDefault(owner.Id) is { } mailbox) tenant.ForgetDeltaState(mailbox.PrimarySmtpAddress);
    }

    /// <summary>Seen of Graph: where its gateway could not reach the service, it has nothing to say. What Exchange says is inferred.</summary>
    WireAnswer Stumbled(RequestView view, int status, TimeSpan? wait = null) =>
        view.Service == Service.Graph ? Refusal(view, status, "UnknownError", "", wait) : Refusal(view, status, "ServiceUnavailable", "The service is unavailable.", wait);

    WireAnswer Refusal(RequestView view, int status, string code, string message, TimeSpan? wait = null) => WeatherAnswers.Refusal(tenant, view, status, code, message, wait);

    WireAnswer Expired(RequestView view)
    {
        var refusal = Caller.Refusal(tenant, "Lifetime validation failed, the token is expired.");
        return view.Service == Service.Graph ? GraphService.Dressed(tenant, view.Request, refusal) : ExchangeService.Unauthorized(refusal);
    }

    static HttpRequestException Lost() => new(HttpRequestError.ResponseEnded, "The connection was closed by the other side.", new SocketException((int)SocketError.ConnectionReset));
}
