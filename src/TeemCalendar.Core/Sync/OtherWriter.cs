using TeemCalendar.Core.Connection;
using TeemCalendar.Core.Guide;

namespace TeemCalendar.Core.Sync;

/// <summary>Whether Teem's own application works in this tenant: two that write into the same rooms undo each other's work.</summary>
internal static class OtherWriter
{
    /// <summary>An application that keeps calendars in step signs in every hour. Our own figure, with room for a week's holidays.</summary>
    static readonly TimeSpan Lately = TimeSpan.FromDays(7);

    /// <summary>What a synchronisation that writes has to say of another one; null when there is nothing to say, or nothing is written.</summary>
    /// <param name="tenant">The connection.</param>
    /// <param name="request">What the synchronisation does.</param>
    /// <param name="cancel">Ends it.</param>
    /// <exception cref="TeemException">Rooms are to be released, and Teem's own application signed in lately or may have: people check in there, and would lose their room here.</exception>
    public static async Task<string?> CheckAsync(Tenant tenant, SyncRequest request, CancellationToken cancel)
    {
        if (!request.Write && request.ReleaseAfter is null)
            return null;
        var other = await LookAsync(tenant, cancel).ConfigureAwait(false);
        return other is not null && request.ReleaseAfter is not null ? throw other : other?.Explained;
    }

    /// <summary>What is known of Teem's own application; null when it does not sign in here.</summary>
    static async Task<TeemException?> LookAsync(Tenant tenant, CancellationToken cancel)
    {
        if (!tenant.HasGraph)
            return Unknown("this connection has no Microsoft Graph");
        try
        {
            var found = (await Applications.FindAllAsync(tenant, "Teem", cancel).ConfigureAwait(false)).Where(f => f.Application is { Enabled: true, Origin: ApplicationOrigin.OtherTenant }).ToList();
            if (found.FirstOrDefault(f => tenant.Clock.GetUtcNow() - f.Application.LastSignIn < Lately).Application is { } active)
                return new("OtherWriter", TeemErrorKind.Conflict, $"Teem's own application '{active.DisplayName}' ({active.AppId}) signed in on {active.LastSignIn:yyyy-MM-dd}: it writes into these rooms too, and two writers undo each other's work.", active.AppId.ToString(),
                    "Let one of them write: leave -Write and -ReleaseAfter out, or switch the application's sign-in off (Entra admin center, Enterprise applications, Properties) when Teem is no longer used.");
            return found.SelectMany(f => f.Unread).FirstOrDefault() is { } unread ? Unknown(unread.TrimEnd('.')) : null;
        }
        catch (TeemException refused) { return Unknown(refused.Message.TrimEnd('.')); }
    }

    static TeemException Unknown(string why) => new("OtherWriterUnknown", TeemErrorKind.AccessDenied, $"Whether Teem's own application writes into these rooms as well could not be seen: {why}.", null,
        "Make sure that it does not: Find-TeemApplication shows what is known of it, and one whose sign-in is switched off (Entra admin center, Enterprise applications, Properties) writes nothing.");
}
