using TeemCalendar.Core;
using TeemCalendar.Core.Connection;
using TeemCalendar.Sandbox;

namespace TeemCalendar.Commands;

/// <summary>A sandbox tenant as something to connect to. The engine gets its wire, and what an administrator would know of a tenant; nothing else.</summary>
static class RehearsalTenant
{
    /// <summary>How to connect to the sandbox that a file keeps, or to a new one.</summary>
    /// <param name="path">The file; null for a tenant that is gone with the connection.</param>
    /// <param name="domains">Mail domains that it has to accept.</param>
    internal static ConnectOptions Options(string? path, IReadOnlyList<string> domains)
    {
        var sandbox = Open(path, domains);
        var facts = sandbox.Facts;
        return new ConnectOptions
        {
            TenantId = facts.TenantId.ToString(),
            SignIn = new SecretSignIn(facts.ClientId.ToString(), facts.ClientSecret),
            Cloud = Cloud.Sandbox,
            Wire = new RehearsalWire(sandbox),
            StorePath = path is null ? null : StoreBeside(path),
            // Nobody sits at a browser in a rehearsal: whoever has to sign in does, and accepts.
            DeviceCodePrompt = (code, _) =>
            {
                sandbox.ApproveDeviceCode(code.UserCode, code.Login ?? facts.Administrator);
                return Task.CompletedTask;
            },
        };
    }

    static SandboxTenant Open(string? path, IReadOnlyList<string> domains)
    {
        var options = domains.Count == 0 ? new SandboxOptions() : new SandboxOptions { Domain = domains[0], MoreDomains = [.. domains.Skip(1)] };
        if (path is null)
            return SandboxTenant.Create(options);
        try
        {
            return OpenSandboxes.Enter(path, options, domains);
        }
        catch (InvalidDataException unreadable)
        {
            throw new TeemException("SandboxUnreadable", TeemErrorKind.InvalidInput, unreadable.Message, path, "Name another file, or remove this one to begin with a new tenant.", inner: unreadable);
        }
    }

    static string StoreBeside(string path)
    {
        var store = Path.ChangeExtension(path, ".db");
        return store == path ? path + ".db" : store;
    }
}
