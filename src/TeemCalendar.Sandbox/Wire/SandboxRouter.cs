namespace TeemCalendar.Sandbox.Wire;

/// <summary>Sends each request to the service it is meant for, by host or by path prefix.</summary>
internal sealed class SandboxRouter(SandboxTenant tenant)
{
    internal SandboxTenant Tenant => tenant;
}
