using TeemCalendar.Core;
using TeemCalendar.Core.Connection;

namespace TeemCalendar.Commands;

/// <summary>An application as an administrator names it: by its name or by its application (client) id.</summary>
static class ApplicationName
{
    /// <summary>The application's name.</summary>
    /// <exception cref="TeemException">No application of this tenant has that id.</exception>
    internal static async Task<string> ResolveAsync(Tenant tenant, string application, CancellationToken cancel) => !Guid.TryParse(application, out var id) ? application
        : (await tenant.Applications.FindAsync(id, cancel).ConfigureAwait(false))?.DisplayName
            ?? throw new TeemException("ApplicationNotFound", TeemErrorKind.NotFound, $"No application that is registered in this tenant has the id {id}.", application, "Give the id that Register-TeemApplication shows, or the application's name.");
}
