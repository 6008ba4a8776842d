using System.Security.Cryptography;
using TeemCalendar.Sandbox.Permissions;
using TeemCalendar.Sandbox.State;
using TeemCalendar.Sandbox.Wire;

namespace TeemCalendar.Sandbox.SignIn;

/// <summary>Device codes that wait for a person. They live in the process only: a quarter of an hour at most (documented).</summary>
internal sealed class DeviceCodes(SandboxTenant tenant)
{
    internal static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(15);
    internal const int Interval = 5;

    readonly Dictionary<string, Waiting> waiting = new(StringComparer.Ordinal); // by device code

    internal sealed class Waiting
    {
        internal required string UserCode { get; init; }
        internal required string DeviceCode { get; init; }
        internal required Guid AppId { get; init; }
        internal required RequestedScopes Scopes { get; init; }
        internal required DateTimeOffset Expires { get; init; }
        internal DirectoryUser? Person { get; set; }
        internal bool Declined { get; set; }
    }

    internal Waiting Begin(Guid appId, RequestedScopes scopes)
    {
        foreach (var old in waiting.Values.Where(w => w.Expires + Lifetime < tenant.Now).ToList()) waiting.Remove(old.DeviceCode);
        var code = new Waiting
        {
            UserCode = RandomNumberGenerator.GetString("ABCDEFGHJKLMNPQRSTUVWXYZ23456789", 9),
            DeviceCode = Base64Url.Encode(RandomNumberGenerator.GetBytes(48)),
            AppId = appId,
            Scopes = scopes,
            Expires = tenant.Now + Lifetime,
        };
        return waiting[code.DeviceCode] = code;
    }

    /// <summary>A person who has signed in accepts.</summary>
    /// <exception cref="SignInError">The organization's policies refuse the person, or the way by a code.</exception>
    internal bool Approve(string userCode, DirectoryUser? user)
    {
        if (user is not { AccountEnabled: true } || Find(userCode) is not { } code) return false;
        ConditionalAccess.Check(tenant, user, code.Scopes.Resource, new(SecondFactor: true, EntersCode: true));
        code.Person = user;
        var administrator = tenant.State.DirectoryRoles.Any(r => r.PrincipalId == user.Id && r.RoleTemplateId == DirectoryRoleCatalog.GlobalAdministrator);
        // Only a consent to named scopes adds anything; .default means what was consented before.
        if (administrator && tenant.State.FindServicePrincipal(code.AppId) is { } client) Consent.GrantForAll(tenant, client, code.Scopes);
        return true;
    }

    internal bool Decline(string userCode)
    {
        if (Find(userCode) is not { } code) return false;
        code.Declined = true;
        return true;
    }

    /// <summary>The person behind a device code. A code is good for one token.</summary>
    internal (DirectoryUser User, RequestedScopes Scopes) Redeem(Guid appId, string deviceCode)
    {
        if (!waiting.TryGetValue(deviceCode, out var code) || code.AppId != appId) throw new SignInError(70002, "invalid_grant", "The device code is not valid.");
        if (code.Expires <= tenant.Now) throw new SignInError(70020, "expired_token", "The device code has expired.");
        if (code.Declined) throw new SignInError(70018, "authorization_declined", "The person declined the request.");
        if (code.Person is null) throw new SignInError(70016, "authorization_pending", "The person has not yet finished signing in.");
        waiting.Remove(deviceCode);
        return (code.Person, code.Scopes);
    }

    Waiting? Find(string userCode) => waiting.Values.FirstOrDefault(w => w.Expires > tenant.Now && w.UserCode.Equals(userCode.Trim(), StringComparison.OrdinalIgnoreCase));
}
