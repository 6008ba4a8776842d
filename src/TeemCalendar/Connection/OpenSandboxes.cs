using TeemCalendar.Sandbox;

namespace TeemCalendar.Commands;

/// <summary>The sandbox tenants that this process has open by file. Two connections to one file are in one tenant: with a copy each, the last to close would undo the other's work.</summary>
static class OpenSandboxes
{
    static readonly Dictionary<string, (SandboxTenant Tenant, int Connections)> Tenants = new(OperatingSystem.IsWindows() ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal);

    static OpenSandboxes() => AppDomain.CurrentDomain.ProcessExit += (_, _) => SaveAll();

    /// <summary>The tenant of a file, for one connection more.</summary>
    internal static SandboxTenant Enter(string path, SandboxOptions options, IReadOnlyList<string> domains)
    {
        lock (Tenants)
        {
            var (tenant, connections) = Tenants.TryGetValue(path, out var open) ? open : (SandboxTenant.Keep(path, options), 0);
            tenant.AcceptDomains(domains);
            Tenants[path] = (tenant, connections + 1);
            return tenant;
        }
    }

    /// <summary>One connection less; the tenant is written, and after the last one closed. A tenant without a file is in no list.</summary>
    internal static void Leave(SandboxTenant tenant)
    {
        lock (Tenants)
        {
            foreach (var (path, open) in Tenants.Where(t => t.Value.Tenant == tenant).ToList())
                if (open.Connections > 1)
                {
                    Tenants[path] = (tenant, open.Connections - 1);
                    tenant.Save();
                }
                else
                {
                    Tenants.Remove(path);
                    tenant.Dispose();
                }
        }
    }

    // PowerShell ends, and nobody has disconnected: what was done in the tenants is kept all the same.
    static void SaveAll()
    {
        lock (Tenants)
            foreach (var (tenant, _) in Tenants.Values)
                try
                {
                    tenant.Save();
                }
                catch (Exception e) when (e is IOException or UnauthorizedAccessException)
                {
                    // No session is left to write an error to.
                    Console.Error.WriteLine($"The sandbox tenant was not written to {tenant.Path}: {e.Message}");
                }
    }
}
