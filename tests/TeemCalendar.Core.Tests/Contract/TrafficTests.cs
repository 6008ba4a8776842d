using System.Runtime.CompilerServices;
using TeemCalendar.Contract;
using TeemCalendar.Contract.Traffic;
using TeemCalendar.Core.Connection;
using TeemCalendar.Core.Tests.Worker;
using TeemCalendar.Sandbox;

namespace TeemCalendar.Core.Tests.Contract;

/// <summary>Runs after all others: what they sent and what they were answered is recorded by then.</summary>
[CollectionDefinition(nameof(TrafficTests), DisableParallelization = true)]
public sealed class TrafficCollection
{
#pragma warning disable CA2255 // a test assembly has no other beginning
    [ModuleInitializer]
#pragma warning restore CA2255
    internal static void Record() => Recording.Begin();
}

/// <summary>All that the engine asked a sandbox tenant for in these tests, and all answers, against Microsoft's published contract.</summary>
[Collection(nameof(TrafficTests))]
public sealed class TrafficTests(Account account) : IClassFixture<Account>, IDisposable
{
    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [ContractFact]
    public async Task What_the_rehearsal_and_these_tests_sent_and_were_answered_is_as_published()
    {
        var run = await WorkerRun.Of("rehearse", "--rounds", "2", "--tenant", folder["tenant.json"], "--store", folder["store.db"]);
        Assert.True(run.ExitCode == 0, run.Output + run.Error);
        Check(Recording.File!);
    }

    [ContractFact]
    public async Task What_the_libraries_of_Microsoft_sent_and_were_answered_is_as_published()
    {
        await using (var world = await SdkWorld.OpenAsync(Transport.InProcess)) await SdkCalls.All["POST $batch"](world);   // with a filter no other test has run
        var check = new TrafficCheck().File(Recording.LibrariesFile!, Requests.All);
        account.Say($"{check.Summary}, {SdkCalls.All.Count} kinds of call by {Enum.GetValues<Transport>().Length} ways");
        Assert.True(check.GraphAnswers > 0 && check.Violations.Count == 0, check.ToString());
    }

    [ContractFact]
    public async Task Only_a_sandbox_tenant_is_recorded()
    {
        async Task<bool> IsRecorded(Cloud cloud, int seed)
        {
            var sandbox = SandboxTenant.Create(new() { Seed = seed, People = 1, MeetingsPerRoom = 0 });
            var options = new ConnectOptions
            {
                Cloud = cloud, TenantId = sandbox.Facts.TenantId.ToString(), SignIn = new SecretSignIn(sandbox.Facts.ClientId.ToString(), sandbox.Facts.ClientSecret), Wire = sandbox.CreateHandler(), StorePath = folder[$"{seed}.db"],
            };
            (await Tenant.ConnectAsync(options, default)).Dispose();
            return File.ReadLines(Recording.File!).Any(line => line.Contains(options.TenantId, StringComparison.Ordinal));
        }
        Assert.True(await IsRecorded(Cloud.Sandbox, 70_001));
        Assert.False(await IsRecorded(Cloud.Global, 70_002));
    }

    /// <summary>For traffic of other processes, as the cmdlets' own tests are: the file is named by an environment variable.</summary>
    [RecordedFact]
    public void What_was_recorded_elsewhere_is_as_published() => Check(RecordedFactAttribute.File!);

    void Check(string file)
    {
        var check = new TrafficCheck().File(file, Requests.All);
        account.Say(check.Summary);
        // What the engine asks of Graph is what Microsoft's SDK is put through, call by call.
        var unknown = string.Join(", ", check.Kinds.Where(kind => kind.Contains(' ', StringComparison.Ordinal)).Except(SdkCalls.All.Keys));
        Assert.True(unknown.Length == 0 && check.GraphAnswers > 0 && check.ExchangeCommands > 0 && check.Violations.Count == 0, $"Not in SdkCalls: {unknown}. {check}");
    }
}

/// <summary>A test of a recording that somebody names.</summary>
[AttributeUsage(AttributeTargets.Method)]
sealed class RecordedFactAttribute : FactAttribute
{
    public static string? File => Environment.GetEnvironmentVariable("TEEMCALENDAR_TRAFFIC_CHECK") is { Length: > 0 } file ? file : null;

    public RecordedFactAttribute() => Skip = Reference.Missing ?? (File is null ? "TEEMCALENDAR_TRAFFIC_CHECK names no recording." : null);
}
