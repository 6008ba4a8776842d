using TeemCalendar.Sandbox.State;

namespace TeemCalendar.Sandbox.SignIn;

/// <summary>Device codes that wait for a person.</summary>
internal sealed class DeviceCodes(SandboxTenant tenant)
{
    internal bool Approve(string userCode, DirectoryUser? user) => user is not null && tenant.State.Users.ContainsKey(user.Id) && userCode.Length == 0;
}
