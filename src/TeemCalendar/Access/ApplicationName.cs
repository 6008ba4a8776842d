using TeemCalendar.Core;
using TeemCalendar.Core.Connection;
using TeemCalendar.Core.Guide;

namespace TeemCalendar.Commands;

/// <summary>An application as an administrator names it: by its name or by its application (client) id.</summary>
static class ApplicationName
{
    /// <summary>What the engine knows it by: of one that is registered here its name, of another tenant's its id, since a name of somebody else's may be anything.</summary>
    /// <exception cref="TeemException">This tenant has no application of that id, or several of that name.</exception>
    internal static async Task<string> ResolveAsync(Tenant tenant, string application, CancellationToken cancel) => tenant.IsOnPremises ? application : await ApplicationFinder.FindAsync(tenant, application, cancel).ConfigureAwait(false) switch
    {
        { Registered: { } registered } => registered.DisplayName,
        { AppId: var id } => id.ToString(),
        _ => Guid.TryParse(application, out _) ? throw ApplicationFinder.Missing(tenant, application) : application,
    };
}
