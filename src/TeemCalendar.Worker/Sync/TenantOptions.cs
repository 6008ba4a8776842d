using System.CommandLine;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using TeemCalendar.Core.Connection;

namespace TeemCalendar.Worker.Sync;

/// <summary>The options that say which tenant, and how to sign in there without a person. No secret is among them: a command line is seen by everybody on the computer.</summary>
internal sealed class TenantOptions
{
    readonly Option<string?> tenant = new("--tenant-id") { Description = "The tenant: its directory id, or one of its verified domains.", HelpName = "ID" };
    readonly Option<string?> client = new("--client-id") { Description = "The application that signs in; with --managed-identity which identity, where the computer has several.", HelpName = "ID" };
    readonly Option<FileInfo?> certificate = CommandOptions.File("--certificate", "The PFX file with the application's certificate and its private key.");
    readonly Option<string?> password = new("--certificate-password") { Description = "The name of the environment variable that holds the file's password; never the password itself.", HelpName = "VARIABLE" };
    readonly Option<bool> identity = new("--managed-identity") { Description = "Signs in as the identity that Azure gave this computer. There is no secret to keep." };
    readonly Option<FileInfo?> sandbox = CommandOptions.File("--sandbox", "In place of these: the file that holds the line which 'sandbox' wrote when it started.");

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { tenant, client, certificate, password, identity, sandbox }) command.Add(option);
    }

    /// <summary>Whether a sandbox tenant is named.</summary>
    public bool IsSandbox(ParseResult parsed) => parsed.GetValue(sandbox) is not null;

    /// <summary>How to connect.</summary>
    public ConnectOptions Read(ParseResult parsed)
    {
        var given = new Option[] { tenant, client, certificate, password, identity }.Where(option => parsed.GetResult(option) is { Implicit: false }).Select(option => option.Name).ToList();
        if (parsed.GetValue(sandbox) is { } line)
            return given.Count == 0 ? SandboxLine.Read(line) : throw WorkerFailure.Input($"{string.Join(" and ", given)}: with --sandbox the file says how to sign in.");
        if (parsed.GetValue(identity))
        {
            if (parsed.GetValue(certificate) is not null) throw WorkerFailure.Input("--certificate: a managed identity has none. Leave out this or --managed-identity.");
            return new() { TenantId = parsed.GetValue(tenant), SignIn = new ManagedIdentitySignIn(parsed.GetValue(client)) };
        }
        if (parsed.GetValue(certificate) is not { } file)
            throw WorkerFailure.Input("Say how to sign in: --tenant-id, --client-id and --certificate for an application, --managed-identity on a computer in Azure, or --sandbox for a sandbox tenant.");
        if (parsed.GetValue(tenant) is not { Length: > 0 } id) throw WorkerFailure.Input("--tenant-id: give the directory's id, or one of its verified domains.");
        if (!Guid.TryParse(parsed.GetValue(client), out var application)) throw WorkerFailure.Input("--client-id: give the application's id, a GUID, which its registration in Entra shows.");
        return new() { TenantId = id, SignIn = new CertificateSignIn(application.ToString(), ReadCertificate(file, parsed.GetValue(password))) };
    }

    static X509Certificate2 ReadCertificate(FileInfo file, string? variable)
    {
        var secret = variable is null ? null : Environment.GetEnvironmentVariable(variable)
            ?? throw WorkerFailure.Input("--certificate-password: there is no environment variable of that name. Give the name of the one that holds the password.");
        try
        {
            return new X509Certificate2(file.FullName, secret);
        }
        catch (CryptographicException e)
        {
            var whether = !file.Exists ? "There is no such file." : $"{e.Message.TrimEnd('.')}. Give the PFX file that holds the private key, and with --certificate-password the environment variable that holds its password.";
            throw WorkerFailure.Input($"--certificate: {file.FullName} cannot be read. {whether}", e);
        }
    }
}
