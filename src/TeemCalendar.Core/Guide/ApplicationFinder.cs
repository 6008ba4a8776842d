using TeemCalendar.Core.Connection;
using TeemCalendar.Core.Graph;

namespace TeemCalendar.Core.Guide;

/// <summary>An application that can be granted rooms: one that is registered here, or one of another tenant, as Teem's own is.</summary>
/// <param name="Name">Its name.</param>
/// <param name="AppId">Its application (client) id.</param>
/// <param name="Principal">Its enterprise application in this tenant; null when there is none yet.</param>
/// <param name="Registered">Its registration, when that is in this tenant.</param>
internal sealed record KnownApplication(string Name, Guid AppId, EnterpriseApplication? Principal, RegisteredApplication? Registered)
{
    internal bool IsOurs => Registered?.IsOurs == true;
}

/// <summary>Finds applications by name or by application id.</summary>
internal static class ApplicationFinder
{
    /// <summary>The application, or null when this tenant has none of that name or id.</summary>
    /// <exception cref="TeemException">Several are called so.</exception>
    internal static async Task<KnownApplication?> FindAsync(Tenant tenant, string application, CancellationToken cancel)
    {
        if (Guid.TryParse(application, out var id))
            return await tenant.Applications.FindAsync(id, cancel).ConfigureAwait(false) is { } byId ? Of(byId) : await tenant.Applications.FindPrincipalAsync(id, cancel).ConfigureAwait(false) is { } principal ? Of(principal) : null;
        if (await tenant.Applications.FindAsync(application, cancel).ConfigureAwait(false) is { } registered) return Of(registered);
        var named = (await tenant.Applications.FindPrincipalsAsync(application, cancel).ConfigureAwait(false)).Where(p => p.DisplayName.Equals(application, StringComparison.OrdinalIgnoreCase)).ToList();
        return named.Count <= 1 ? named.Select(Of).FirstOrDefault()
            : throw new TeemException("ApplicationAmbiguous", TeemErrorKind.Conflict, $"{named.Count} applications are called '{application}': {string.Join(", ", named.Select(p => p.AppId))}.", application, "Give the application id; Find-TeemApplication shows them.");
    }

    /// <summary>The application.</summary>
    /// <exception cref="TeemException">There is none, or several are called so.</exception>
    internal static async Task<KnownApplication> GetAsync(Tenant tenant, string application, CancellationToken cancel) => await FindAsync(tenant, application, cancel).ConfigureAwait(false) ?? throw Missing(tenant, application);

    /// <summary>The error that this tenant has no such application, and what makes it. One that another tenant owns is known here only since its enterprise application was made.</summary>
    internal static TeemException Missing(Tenant tenant, string application) => !Guid.TryParse(application, out var id) ? Applications.Missing(application)
        : new("ApplicationNotFound", TeemErrorKind.NotFound, $"This tenant has no application with the id {id}: it is not registered here, and nobody has consented to it.", application,
            $"Ours: Register-TeemApplication shows the id. One that another tenant owns, as Teem's: New-MgServicePrincipal -AppId {id} makes its enterprise application without a consent; a consent "
            + $"(https://login.microsoftonline.com/{tenant.TenantId}/adminconsent?client_id={id}) gives it every mailbox that it asks for, and Update-TeemImpersonation then limits it to rooms.");

    static KnownApplication Of(RegisteredApplication registered) => new(registered.DisplayName, registered.AppId, registered.Principal, registered);

    static KnownApplication Of(EnterpriseApplication principal) => new(principal.DisplayName, principal.AppId, principal, null);
}
