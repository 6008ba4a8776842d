namespace TeemCalendar.Core.Tests.Guide.AnyOrder;

/// <summary>What goes wrong at one request.</summary>
public enum MishapKind { None, Cancelled, Outage, Death }

/// <summary>One mishap: at which request, before or after the service acted on it, and for how many requests the network is gone.</summary>
/// <param name="Kind">What goes wrong.</param>
/// <param name="At">At which request, from 1.</param>
/// <param name="IsAfter">True when the service has done what it was asked.</param>
/// <param name="Requests">How many requests in all find no network.</param>
internal sealed record Mishap(MishapKind Kind, int At, bool IsAfter, int Requests)
{
    internal static readonly Mishap None = new(MishapKind.None, 0, false, 0);

    internal static Mishap Of(Random random, int requests) =>
        new((MishapKind)random.Next(1, 4), random.Next(1, requests + 1), random.Next(2) == 0, new[] { 1, 2, 5, 20 }[random.Next(4)]);

    public override string ToString() => Kind == MishapKind.None ? "undisturbed" : $"{Kind} {(IsAfter ? "after" : "before")} request {At}{(Kind == MishapKind.Outage ? $" for {Requests}" : "")}";
}

/// <summary>The way to the sandbox, on which the mishap happens.</summary>
/// <param name="inner">The sandbox's.</param>
/// <param name="mishap">What goes wrong.</param>
/// <param name="happen">Told when it does: cancels the run, or keeps what a dead process leaves behind.</param>
internal sealed class MishapWire(HttpMessageHandler inner, Mishap mishap, Action happen) : DelegatingHandler(inner)
{
    int count;
    volatile bool isArmed;

    /// <summary>The requests since the connection was made.</summary>
    internal int Requests => count;

    /// <summary>From here on requests are counted.</summary>
    internal void Arm() => isArmed = true;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var number = isArmed ? Interlocked.Increment(ref count) : 0;
        if (mishap.Kind == MishapKind.None || number < mishap.At) return await base.SendAsync(request, cancellationToken);
        // The dead send nothing any more.
        if (mishap.Kind == MishapKind.Death && number > mishap.At || mishap.Kind == MishapKind.Outage && number > mishap.At && number < mishap.At + mishap.Requests) throw Lost();
        if (number > mishap.At) return await base.SendAsync(request, cancellationToken);
        if (mishap.IsAfter) (await base.SendAsync(request, cancellationToken)).Dispose();
        happen();
        if (mishap.Kind != MishapKind.Cancelled) throw Lost();
        cancellationToken.ThrowIfCancellationRequested();
        return mishap.IsAfter ? throw Lost() : await base.SendAsync(request, cancellationToken);
    }

    static HttpRequestException Lost() => new(HttpRequestError.ResponseEnded);
}
