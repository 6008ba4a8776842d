using TeemCalendar.Core;
using TeemCalendar.Core.Connection;
using TeemCalendar.Core.Http;
using TeemCalendar.Sandbox;

namespace TeemCalendar.Commands;

/// <summary>A sandbox tenant as something to connect to. The engine gets its wire, and what an administrator would know of a tenant; nothing else.</summary>
static class RehearsalTenant
{
    /// <summary>How to connect to the sandbox that a file keeps, or to a new one.</summary>
    /// <param name="path">The file; null for a tenant that is gone with the connection.</param>
    /// <param name="domains">Mail domains that it has to accept.</param>
    /// <param name="history">What a new one brings along, by the names of <see cref="SandboxHistory"/>.</param>
    /// <param name="weather">The file of its weather; null for calm.</param>
    internal static ConnectOptions Options(string? path, IReadOnlyList<string> domains, IReadOnlyList<string> history, string? weather)
    {
        var sandbox = Open(path, domains, history, weather);
        var facts = sandbox.Facts;
        return new ConnectOptions
        {
            TenantId = facts.TenantId.ToString(),
            SignIn = new SecretSignIn(facts.ClientId.ToString(), facts.ClientSecret),
            Cloud = Cloud.Sandbox,
            // Who waits for the tenant waits by its clock.
            Clock = sandbox.Clock,
            Limits = RetryLimits.Default.ByClock(sandbox.Speed),
            Wire = new RehearsalWire(sandbox),
            StorePath = path is null ? null : StoreBeside(path),
            // Nobody sits at a browser in a rehearsal: whoever has to sign in does, and accepts.
            DeviceCodePrompt = (code, _) =>
            {
                var person = code.Login ?? facts.Administrator;
                return sandbox.EnterDeviceCode(code.UserCode, person) is { } page ? throw SignInErrors.AtTheBrowser(page, person, facts.Domain) : Task.CompletedTask;
            },
        };
    }

    static SandboxTenant Open(string? path, IReadOnlyList<string> domains, IReadOnlyList<string> history, string? weather)
    {
        try
        {
            var forecast = weather is null ? null : SandboxWeather.Read(weather);
            var options = new SandboxOptions
            {
                MoreDomains = [.. domains.Skip(1)],
                History = history.Select(Enum.Parse<SandboxHistory>).Aggregate(SandboxHistory.None, (all, part) => all | part),
                Weather = forecast,
                Clock = forecast?.CreateClock() ?? TimeProvider.System,
            };
            if (domains.Count > 0) options = options with { Domain = domains[0] };
            return path is null ? SandboxTenant.Create(options) : OpenSandboxes.Enter(path, options, domains);
        }
        catch (Exception unreadable) when (unreadable is InvalidDataException or FileNotFoundException or DirectoryNotFoundException)
        {
            throw new TeemException("SandboxUnreadable", TeemErrorKind.InvalidInput, unreadable.Message, weather ?? path, "Name another file; without -SandboxPath the tenant is new, without -SandboxWeather its weather is calm.", inner: unreadable);
        }
        catch (IOException taken)
        {
            throw new TeemException("SandboxInUse", TeemErrorKind.Conflict, taken.Message, path, "Close the other process, or name another file: a sandbox tenant is open in one process at a time.", inner: taken);
        }
        catch (ArgumentException impossible)
        {
            throw new TeemException("SandboxImpossible", TeemErrorKind.InvalidInput, impossible.Message, path, "A tenant has Conditional Access or security defaults, never both.", inner: impossible);
        }
    }

    static string StoreBeside(string path)
    {
        var store = Path.ChangeExtension(path, ".db");
        return store == path ? path + ".db" : store;
    }
}
