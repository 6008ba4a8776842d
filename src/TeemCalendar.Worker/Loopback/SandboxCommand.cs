using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Serialization;
using TeemCalendar.Sandbox;

namespace TeemCalendar.Worker.Loopback;

/// <summary><c>sandbox</c>: serves a sandbox tenant on loopback until Ctrl+C.</summary>
internal static class SandboxCommand
{
    public static Command Create()
    {
        var port = CommandOptions.Number("--port", "The port on 127.0.0.1; 0 takes a free one.", 0, ushort.MaxValue);
        port.Required = true;
        var tenant = TenantFile.Option();
        var seed = TenantFile.SeedOption();
        var history = HistoryOption.Create();
        var weather = WeatherFile.Option();
        var command = new Command("sandbox", "Serves a sandbox tenant on loopback, so that any HTTP client can talk to it. Ctrl+C ends it and keeps the tenant.") { port, tenant, seed, history, weather };
        command.SetGuardedAction((parsed, cancel) => RunAsync(
            parsed.GetRequiredValue(port)!.Value, TenantFile.Open(parsed.GetValue(tenant), parsed.GetValue(seed), WeatherFile.Apply(parsed.GetValue(weather), new() { History = parsed.GetValue(history) })), parsed.InvocationConfiguration.Output, cancel));
        return command;
    }

    /// <summary>The guide's suggestion, which a rehearsal uses too.</summary>
    const string ServiceAccount = "teem";

    static async Task<int> RunAsync(int port, SandboxTenant tenant, TextWriter output, CancellationToken cancel)
    {
        try
        {
            tenant.AddServiceAccount(ServiceAccount);
            await using var server = await LoopbackServer.StartAsync(tenant, port, cancel);
            await output.WriteLineAsync(StartLine(tenant.Facts, server.Address));
            await output.FlushAsync(CancellationToken.None);
            await server.RunAsync(cancel);
        }
        finally
        {
            TenantFile.Close(tenant);
        }
        return ExitCode.Success;
    }

    static readonly JsonSerializerOptions Line = new() { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    /// <summary>One line that tells another program all it needs to sign in.</summary>
    internal static string StartLine(SandboxFacts facts, Uri address) => JsonSerializer.Serialize(new
    {
        tenantId = facts.TenantId,
        domain = facts.Domain,
        clientId = facts.ClientId,
        clientSecret = facts.ClientSecret,
        administrator = facts.Administrator,
        administratorPassword = facts.AdministratorPassword,
        serviceAccount = facts.ServiceAccount,
        serviceAccountPassword = facts.ServiceAccountPassword,
        eligibleAdministrator = facts.EligibleAdministrator,
        eligibleAdministratorPassword = facts.EligibleAdministratorPassword,
        login = new Uri(address, "login"),
        graph = new Uri(address, "graph"),
        exchange = new Uri(address, "exchange"),
    }, Line);
}
