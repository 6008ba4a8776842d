using System.Globalization;
using System.Text.Json.Nodes;

namespace TeemCalendar.Core.Tests.Worker;

/// <summary>The whole guide in bad weather ends where it ends in calm: all is done, and nothing twice.</summary>
public sealed class StormTests : IDisposable
{
    const string Rooms = """
        Name,Mailbox,Capacity,City,CountryOrRegion,TimeZone,Tags,RoomList
        Aurora,aurora@meridian.example,8,Oslo,NO,Europe/Oslo,Whiteboard;Video,rooms-oslo@meridian.example
        Bay,bay@meridian.example,6,Oslo,NO,Europe/Oslo,,rooms-oslo@meridian.example
        Cove,cove@meridian.example,4,Tokyo,JP,Asia/Tokyo,Video,rooms-tokyo@meridian.example
        Dune,dune@meridian.example,12,Tokyo,JP,Asia/Tokyo,,rooms-tokyo@meridian.example
        Ember,ember@lumen.example,,,,W. Europe Standard Time,,
        Fjord,fjord@lumen.example,20,Bergen,NO,Europe/Oslo,,rooms-oslo@meridian.example

        """;

    // Every kind of fault, slow answers, and limits that this work runs into; no request is hit more than twice in a row.
    const string Storm = """
        { "seed": %, "speed": 300, "latency": { "graph": "00:00:00.1", "exchange": "00:00:00.3", "signIn": "00:00:00.1" },
          "throttling": { "exchangeAtOnce": 3, "directoryUnits": 50, "mailboxRequests": 40 },
          "faults": { "resetBefore": 0.04, "resetAfter": 0.04, "timeOut": 0.01, "internalError": 0.02, "badGateway": 0.02, "unavailable": 0.03, "gatewayTimeout": 0.02, "storageFull": 0.02,
            "expiredToken": 0.03, "truncatedBody": 0.03, "halfBatch": 0.2, "lostDeltaState": 0.1, "timeOutAfter": "00:01:00", "inARow": 2 } }
        """;

    // New objects are not found for minutes, rights are effective after hours, and now and then an answer is lost.
    const string Slow = """
        { "seed": %, "speed": 600, "latency": { "graph": "00:00:00.1", "exchange": "00:00:00.3" }, "propagation": { "permissions": { "from": "00:30:00", "to": "01:00:00" }, "sharing": { "from": "00:30:00", "to": "01:00:00" } }, "faults": { "resetAfter": 0.03, "unavailable": 0.03, "halfBatch": 0.1 } }
        """;

    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("impersonation", Storm, 1)]
    [InlineData("delegate", Storm, 3)]
    [InlineData("impersonation", Slow, 2)]
    [InlineData("delegate", Slow, 4)]
    public async Task TheEndIsTheSameAsInCalm(string access, string weather, int seed)
    {
        var calm = await RehearseAsync("calm", access);
        var stormy = await RehearseAsync("stormy", access, "--weather", folder.Write("weather.json", weather.Replace("%", seed.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)));
        Assert.True((long)stormy.Outcome["httpRequests"]! > (long)calm.Outcome["httpRequests"]!);
        foreach (var same in new[] { "rooms", "calendarsRegistered", "changesPlanned", "changesApplied", "changesFailed" }) Assert.Equal((int)calm.Outcome[same]!, (int)stormy.Outcome[same]!);
        // A mail whose answer was lost is sent again: that it came twice does no harm, that it never came would.
        Assert.Equal(1, (int)calm.Outcome["mailsSent"]!);
        Assert.InRange((int)stormy.Outcome["mailsSent"]!, 1, 3);
        Assert.Equal(Standing(calm.Outcome), Standing(stormy.Outcome));
        Assert.Equal(Things(calm.Tenant), Things(stormy.Tenant));
    }

    [Theory]
    [InlineData("rehearse")]
    [InlineData("sandbox", "--port", "0")]
    public async Task AFileThatHoldsNoWeatherIsRefused(params string[] command)
    {
        var run = await WorkerRun.Of([.. command, "--weather", folder.Write("weather.json", """{ "faults": { "rain": 1 } }""")]);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("--weather", run.Error, StringComparison.Ordinal);
        Assert.Contains("rain", run.Error, StringComparison.Ordinal);
        Assert.Equal(2, (await WorkerRun.Of([.. command, "--weather", folder["missing.json"]])).ExitCode);
    }

    async Task<(JsonNode Outcome, JsonNode Tenant)> RehearseAsync(string name, string access, params string[] more)
    {
        var run = await WorkerRun.Of(["rehearse", "--rooms", folder.Write("rooms.csv", Rooms), "--access", access, "--seed", "11", "--tenant", folder[$"{name}.tenant.json"], "--json", folder[$"{name}.json"], .. more]);
        Assert.True(run.ExitCode == 0, run.Output + run.Error);
        return (JsonNode.Parse(await File.ReadAllTextAsync(folder[$"{name}.json"]))!, JsonNode.Parse(await File.ReadAllTextAsync(folder[$"{name}.tenant.json"]))!);
    }

    /// <summary>How every check stands, times and ids in its words left aside.</summary>
    static List<string> Standing(JsonNode outcome) => [.. outcome["checks"]!.AsArray().Select(c => $"{c!["chapter"]} {c["target"]} {c["status"]} {c["evidence"]}").Order(StringComparer.Ordinal)];

    /// <summary>What is in the tenant, by names: a thing that is there twice is here twice.</summary>
    static List<string> Things(JsonNode tenant)
    {
        var things = new List<string>();
        foreach (var (_, user) in tenant["Users"]!.AsObject()) things.Add($"user {user!["UserPrincipalName"]} {user["DisplayName"]} {user["UsageLocation"]} {user["AccountEnabled"]} {user["Licences"]!.ToJsonString()}");
        foreach (var (_, box) in tenant["Mailboxes"]!.AsObject())
            things.Add($"mailbox {box!["PrimarySmtpAddress"]} {box["Name"]} {box["RecipientTypeDetails"]} {box["ResourceCapacity"]} {box["TimeZone"]} {box["Place"]!.ToJsonString()} {box["Processing"]!.ToJsonString()} "
                + string.Join(';', box["CalendarPermissions"]!.AsArray().Select(p => $"{p!["User"]}={p["AccessRights"]!.ToJsonString()}")));
        foreach (var (_, application) in tenant["Applications"]!.AsObject()) things.Add($"application {application!["DisplayName"]} {application["Keys"]!.AsArray().Count} keys");
        foreach (var (_, principal) in tenant["ServicePrincipals"]!.AsObject()) things.Add($"principal {principal!["DisplayName"]}");
        things.AddRange(tenant["ExchangeServicePrincipals"]!.AsArray().Select(p => $"Exchange principal {p!["DisplayName"]}"));
        things.AddRange(tenant["Scopes"]!.AsArray().Select(s => $"scope {s!["Name"]} {s["RecipientFilter"]}"));
        things.AddRange(tenant["RoleAssignments"]!.AsArray().Select(a => $"assignment {a!["Name"]} {a["Role"]} {a["CustomResourceScope"]}"));
        things.AddRange(tenant["RoomLists"]!.AsArray().Select(l => $"room list {l!["PrimarySmtpAddress"]} of {l["Members"]!.AsArray().Count}"));
        things.AddRange(tenant["DelegatedGrants"]!.AsArray().Select(g => $"grant {g!["ConsentType"]} {g["Scope"]}"));
        things.Sort(StringComparer.Ordinal);
        return things;
    }
}
