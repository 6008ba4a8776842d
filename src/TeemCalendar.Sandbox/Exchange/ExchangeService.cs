using TeemCalendar.Sandbox.Wire;

namespace TeemCalendar.Sandbox.Exchange;

/// <summary>Exchange's admin REST.</summary>
internal static class ExchangeService
{
    internal static WireAnswer Answer(SandboxTenant tenant, WireRequest request) => new(404);
}
