using TeemCalendar.Core.Connection;
using TeemCalendar.Core.Guide;

namespace TeemCalendar.Commands;

/// <summary>An application as an administrator names it: by its name or by its application (client) id.</summary>
static class ApplicationName
{
    /// <summary>The application's name.</summary>
    /// <exception cref="Core.TeemException">No application of this tenant has that id.</exception>
    internal static async Task<string> ResolveAsync(Tenant tenant, string application, CancellationToken cancel) => !Guid.TryParse(application, out var id) ? application
        : (await tenant.Applications.FindAsync(id, cancel).ConfigureAwait(false))?.DisplayName ?? throw Applications.Missing(application);
}
