using System.Text.Json.Nodes;
using TeemCalendar.Core.Connection;
using TeemCalendar.Core.Planning;
using TeemCalendar.Sandbox;

namespace TeemCalendar.Core.Tests.Guide;

/// <summary>A sandbox tenant in a file, so that its whole state can be compared, with rooms whose calendars have German and French names; and chapters applied to it.</summary>
internal sealed class GuideBench : IDisposable
{
    internal const string German = "zugspitze@contoso.example", French = "garonne@contoso.example", Account = "teem@contoso.example";

    readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("teem");
    readonly List<Tenant> tenants = [];

    internal GuideBench(SandboxOptions? options = null) =>
        Sandbox = SandboxTenant.Open(Path.Combine(folder.FullName, "tenant.json"), (options ?? new()) with { MeetingsPerRoom = 0, History = (options?.History ?? 0) | SandboxHistory.LocalizedCalendars });

    internal SandboxTenant Sandbox { get; }

    public void Dispose()
    {
        tenants.ForEach(t => t.Dispose());
        folder.Delete(recursive: true);
    }

    /// <param name="signIn">How the administrator signs in; null for the application that administers the tenant.</param>
    /// <param name="around">What stands between engine and sandbox; null for nothing.</param>
    /// <param name="enter">The person at the browser; null for one who does as asked.</param>
    internal async Task<Tenant> ConnectAsync(SignIn? signIn = null, Func<HttpMessageHandler, HttpMessageHandler>? around = null, Func<DeviceCode, string?>? enter = null)
    {
        enter ??= code => Sandbox.EnterDeviceCode(code.UserCode, code.Login!);
        var wire = Sandbox.CreateHandler();
        var tenant = await Tenant.ConnectAsync(new ConnectOptions
        {
            Cloud = Cloud.Sandbox,
            TenantId = Sandbox.Facts.TenantId.ToString(),
            SignIn = signIn ?? new SecretSignIn(Sandbox.Facts.ClientId.ToString(), Sandbox.Facts.ClientSecret),
            Wire = around?.Invoke(wire) ?? wire,
            StorePath = Path.Combine(folder.FullName, "store.db"),
            Clock = Sandbox.Clock,
            DeviceCodePrompt = (code, _) => enter(code) is { } page ? throw SignInErrors.AtTheBrowser(page, code.Login!, Sandbox.Facts.TenantId.ToString()) : Task.CompletedTask,
        }, default);
        tenants.Add(tenant);
        return tenant;
    }

    /// <summary>Plans a chapter and applies it; what cannot be planned and what fails is given back.</summary>
    internal static async Task<(List<Change> Changes, List<TeemException> Errors)> ApplyAsync(Tenant tenant, params IChapter[] chapters)
    {
        var (changes, errors) = (new List<Change>(), new List<TeemException>());
        foreach (var chapter in chapters)
        {
            var plan = await PlanAsync(chapter);
            errors.AddRange(plan.Problems);
            await foreach (var result in PlanRunner.RunAsync(plan.Steps, _ => Task.FromResult(true), 8, tenant.Store, tenant.Clock, new HashSet<string>(), default))
            {
                changes.Add(result.Change);
                if (result.Error is { } error) errors.Add(error);
            }
        }
        return (changes, errors);
    }

    internal static async Task<ChapterPlan> PlanAsync(IChapter chapter) => (await chapter.ObserveAsync(default))(new HashSet<string>());

    /// <summary>The tenant's whole state, apart from what counts and what tells the time, the directory's recycle bin, and mail that was sent.</summary>
    internal string State()
    {
        Sandbox.Save();
        var state = JsonNode.Parse(File.ReadAllText(Sandbox.Path!))!.AsObject();
        foreach (var passing in new[] { "IdsMade", "RefreshTokens", "DeviceCodes", "DeletedUsers", "DeletedApplications" }) state.Remove(passing);
        foreach (var mailbox in state["Mailboxes"]!.AsObject().Select(m => m.Value!.AsObject())) mailbox.Remove("Invitations");
        return state.ToJsonString(new() { WriteIndented = true });
    }
}
