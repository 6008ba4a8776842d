using System.Text.Json.Nodes;
using TeemCalendar.Core.Connection;
using TeemCalendar.Core.Exchange;
using TeemCalendar.Core.Guide;
using TeemCalendar.Core.Planning;
using TeemCalendar.Sandbox;

namespace TeemCalendar.Core.Tests.Guide;

/// <summary>A sandbox tenant with people, rooms, a group, a room list and an administrative unit, and our application in it without any right.</summary>
internal sealed class AccessWorld : IDisposable
{
    internal const string Application = ApplicationRequest.UsualName, RoomList = "First floor", Group = "organizers@contoso.example", Unit = "Events", Marked = "Organizer";

    readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("teem");

    AccessWorld(SandboxOptions options) => Options = options with { MeetingsPerRoom = 0 };

    SandboxOptions Options { get; }

    /// <summary>The clock by which the engine waits.</summary>
    internal SkippingClock Clock { get; } = new();
    internal SandboxTenant Sandbox { get; private set; } = null!;
    internal Tenant Tenant { get; private set; } = null!;

    /// <summary>In the list, the first two of the rooms.</summary>
    internal IReadOnlyList<string> Rooms { get; private set; } = [];
    internal IReadOnlyList<string> InList => [.. Rooms.Take(2)];
    /// <summary>Three people: marked by an attribute, and members of the group.</summary>
    internal IReadOnlyList<string> Organizers { get; private set; } = [];
    /// <summary>Two people and a room.</summary>
    internal IReadOnlyList<string> InUnit { get; private set; } = [];
    internal IReadOnlyList<string> All { get; private set; } = [];

    string File => Path.Combine(folder.FullName, "tenant.json");

    internal static async Task<AccessWorld> MakeAsync(int people = 6, int rooms = 3, SandboxOptions? options = null)
    {
        var world = new AccessWorld((options ?? new()) with { People = people });
        world.Sandbox = SandboxTenant.Open(world.File, world.Options);
        await world.ConnectAsync();
        foreach (var n in Enumerable.Range(1, rooms)) await world.AddRoomAsync($"room{n}@contoso.example");
        var rows = (await world.Tenant.Exchange.InvokeAsync(new("Get-Mailbox", ("ResultSize", "Unlimited")), default)).Rows;
        world.Rooms = [.. rows.Where(r => r.Text("RecipientTypeDetails") == "RoomMailbox").Select(r => r.Text("PrimarySmtpAddress")!).Order()];
        var everybody = rows.Where(r => r.Text("RecipientTypeDetails") == "UserMailbox").Select(r => r.Text("PrimarySmtpAddress")!).Order().ToList();
        world.Organizers = [.. everybody.Take(3)];
        world.InUnit = [everybody[1], everybody[4], world.Rooms[0]];
        await world.Tenant.Exchange.InvokeAsync(RoomCommands.NewRoomList(RoomList, null), default);
        foreach (var room in world.InList) await world.Tenant.Exchange.InvokeAsync(RoomCommands.AddRoomListMember(RoomList, room), default);
        await world.Tenant.Exchange.InvokeAsync(new("New-DistributionGroup", ("Name", "Organizers"), ("PrimarySmtpAddress", Group), ("Type", "Security"), ("Members", world.Organizers)), default);
        foreach (var person in world.Organizers) await world.Tenant.Exchange.InvokeAsync(new("Set-Mailbox", ("Identity", person), ("CustomAttribute1", Marked)), default);
        var ids = rows.Where(r => world.InUnit.Contains(r.Text("PrimarySmtpAddress"))).Select(r => r.Text("ExternalDirectoryObjectId")!).ToList();
        await world.EditAsync(state => state["AdministrativeUnits"]!.AsArray().Add(new JsonObject { ["Id"] = Guid.NewGuid(), ["DisplayName"] = Unit, ["Description"] = "", ["Members"] = new JsonArray([.. ids.Select(i => (JsonNode)i)]), ["Created"] = DateTimeOffset.UtcNow }));
        await world.ApplyAsync(new Applications(world.Tenant, new ApplicationRequest()));
        world.All = [.. rows.Select(r => r.Text("PrimarySmtpAddress")!)];
        return world;
    }

    /// <summary>Takes the tenant up again with what no command makes.</summary>
    internal async Task EditAsync(Action<JsonObject> edit)
    {
        Sandbox.Save();
        var state = JsonNode.Parse(System.IO.File.ReadAllText(File))!.AsObject();
        edit(state);
        System.IO.File.WriteAllText(File, state.ToJsonString());
        Tenant.Dispose();
        Sandbox = SandboxTenant.Open(File, Options);
        await ConnectAsync();
    }

    async Task ConnectAsync() => Tenant = await Tenant.ConnectAsync(new ConnectOptions
    {
        Cloud = Cloud.Sandbox,
        TenantId = Sandbox.Facts.TenantId.ToString(),
        SignIn = new SecretSignIn(Sandbox.Facts.ClientId.ToString(), Sandbox.Facts.ClientSecret),
        Wire = new Denying(this, Sandbox.CreateHandler()),
        StorePath = Path.Combine(folder.FullName, "store.db"),
        Clock = Clock,
    }, default);

    bool denied;

    /// <summary>Answers in the tenant's place; null for what is the tenant's to answer.</summary>
    internal Func<HttpRequestMessage, HttpResponseMessage?>? Intercept { get; set; }

    /// <summary>From now on no calendar opens, as before a cache has learned of a grant.</summary>
    internal void Deny() => denied = true;

    sealed class Denying(AccessWorld world, HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (world.Intercept?.Invoke(request) is { } instead) { instead.RequestMessage = request; return instead; }
            if (!world.denied || request.RequestUri!.AbsolutePath != "/v1.0/$batch") return await base.SendAsync(request, cancellationToken);
            var refused = await ScriptedWire.DenyAllAsync(request, cancellationToken);
            refused.RequestMessage = request;
            return refused;
        }
    }

    /// <summary>The whole tenant consents to a permission for an application.</summary>
    internal async Task ConsentAsync(string permission, string application = Application, string resource = "00000003-0000-0000-c000-000000000000")
    {
        using var http = new HttpClient(Sandbox.CreateHandler());
        using var token = await http.PostAsync(new Uri($"https://login.sandbox.invalid/{Sandbox.Facts.TenantId}/oauth2/v2.0/token"), new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "client_credentials", ["client_id"] = Sandbox.Facts.ClientId.ToString(), ["client_secret"] = Sandbox.Facts.ClientSecret, ["scope"] = "https://graph.microsoft.com/.default",
        }));
        http.DefaultRequestHeaders.Authorization = new("Bearer", (string)JsonNode.Parse(await token.Content.ReadAsStringAsync())!["access_token"]!);
        var found = JsonNode.Parse(await http.GetStringAsync($"https://graph.sandbox.invalid/v1.0/servicePrincipals?$filter=appId eq '{resource}'"))!["value"]![0]!;
        var role = (string)found["appRoles"]!.AsArray().First(r => (string?)r!["value"] == permission)!["id"]!;
        await Tenant.TenantConsents.AddAsync(await PrincipalAsync(application), Guid.Parse((string)found["id"]!), Guid.Parse(role), default);
    }

    internal Task AddRoomAsync(string address) => Tenant.Exchange.InvokeAsync(RoomCommands.NewRoomMailbox(new Room { Mailbox = address, DisplayName = address.Split('@')[0] }), default);

    internal Task InvokeAsync(string command, params (string, object?)[] parameters) => Tenant.Exchange.InvokeAsync(new(command, parameters), default);

    internal async Task<Guid> PrincipalAsync(string application = Application) => (await ApplicationFinder.GetAsync(Tenant, application, default)).Principal!.Id;

    internal async Task<ChapterPlan> PlanAsync(IChapter chapter) => (await chapter.ObserveAsync(default))(new HashSet<string>());

    /// <summary>Applies a chapter, or its first steps only.</summary>
    internal async Task<IReadOnlyList<Change>> ApplyAsync(IChapter chapter, int steps = int.MaxValue)
    {
        var plan = await PlanAsync(chapter);
        Assert.Empty(plan.Problems);
        var changes = new List<Change>();
        await foreach (var result in PlanRunner.RunAsync([.. plan.Steps.Take(steps)], _ => Task.FromResult(true), 8, Tenant.Store, Tenant.Clock, new HashSet<string>(), default))
        {
            Assert.Null(result.Error);
            changes.Add(result.Change);
        }
        return changes;
    }

    /// <summary>The mailboxes whose calendars open with the application's own token.</summary>
    internal async Task<IReadOnlyList<string>> OpenedAsync(IEnumerable<string> mailboxes)
    {
        var registered = await Applications.GetAsync(Tenant, Application, default);
        var access = await new AccessProbe(Tenant, registered.Principal!, Application, null).SignInAsync(fresh: true, default);
        var answers = await access!.Probe.TryAsync([.. mailboxes], default);
        Assert.All(answers.Values, code => Assert.Contains(code, new[] { null, "ErrorAccessDenied" }));
        return [.. answers.Where(a => a.Value is null).Select(a => a.Key).Order()];
    }

    /// <summary>The tenant's whole state, apart from what counts and what tells the time, and from calendars, which are made when they are looked at; an assignment that was made again is the same.</summary>
    internal string State()
    {
        Sandbox.Save();
        var state = JsonNode.Parse(System.IO.File.ReadAllText(File))!.AsObject();
        foreach (var passing in new[] { "IdsMade", "RefreshTokens", "DeviceCodes", "Calendars" }) state.Remove(passing);
        foreach (var assignment in state["RoleAssignments"]!.AsArray()) foreach (var passing in new[] { "Guid", "Created" }) assignment!.AsObject().Remove(passing);
        return state.ToJsonString(new() { WriteIndented = true });
    }

    public void Dispose()
    {
        Tenant.Dispose();
        folder.Delete(recursive: true);
    }
}
