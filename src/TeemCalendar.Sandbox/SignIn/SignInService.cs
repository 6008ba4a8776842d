using TeemCalendar.Sandbox.Wire;

namespace TeemCalendar.Sandbox.SignIn;

/// <summary>Entra's sign-in service.</summary>
internal static class SignInService
{
    internal static WireAnswer Answer(SandboxTenant tenant, WireRequest request) => new(404);
}
