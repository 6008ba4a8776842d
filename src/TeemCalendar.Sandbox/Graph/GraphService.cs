using TeemCalendar.Sandbox.Wire;

namespace TeemCalendar.Sandbox.Graph;

/// <summary>Microsoft Graph.</summary>
internal static class GraphService
{
    internal static WireAnswer Answer(SandboxTenant tenant, WireRequest request) => new(404);
}
