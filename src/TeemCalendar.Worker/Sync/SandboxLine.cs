using System.Text.Json;
using TeemCalendar.Core.Connection;
using TeemCalendar.Worker.Loopback;

namespace TeemCalendar.Worker.Sync;

/// <summary>The start line of <c>sandbox</c>, from a file: how to sign in to the tenant, and where on this computer it is served.</summary>
internal sealed class SandboxLine
{
    static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web);

    public string TenantId { get; init; } = "";
    public string ClientId { get; init; } = "";
    public string ClientSecret { get; init; } = "";
    public Uri? Login { get; init; }

    /// <summary>How to connect to the tenant of the file.</summary>
    public static ConnectOptions Read(FileInfo file)
    {
        var line = Parse(file);
        if (line is not { TenantId.Length: > 0, ClientId.Length: > 0, ClientSecret.Length: > 0, Login: { IsAbsoluteUri: true } login })
            throw WorkerFailure.Input($"--sandbox: {file.FullName} does not hold the line that 'sandbox' writes when it starts. Run: sandbox --port 0 > {file.Name}");
        if (login.Scheme != Uri.UriSchemeHttp || !login.IsLoopback)
            throw WorkerFailure.Input($"--sandbox: {login.Host} is not this computer. A sandbox tenant is reached on loopback only.");
        return new()
        {
            Cloud = Cloud.Sandbox,
            TenantId = line.TenantId,
            SignIn = new SecretSignIn(line.ClientId, line.ClientSecret),
            Wire = new LoopbackWire(new Uri(login, "/")),
        };
    }

    static SandboxLine? Parse(FileInfo file)
    {
        try
        {
            return JsonSerializer.Deserialize<SandboxLine>(File.ReadAllText(file.FullName), Format);
        }
        catch (JsonException)
        {
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw WorkerFailure.Input($"--sandbox: {file.FullName} cannot be read: {e.Message} It is the line that 'sandbox' writes when it starts.", e);
        }
    }
}
