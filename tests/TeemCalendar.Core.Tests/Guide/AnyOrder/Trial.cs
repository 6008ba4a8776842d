using TeemCalendar.Core.Connection;
using TeemCalendar.Core.Http;
using TeemCalendar.Core.Planning;
using TeemCalendar.Sandbox;

namespace TeemCalendar.Core.Tests.Guide.AnyOrder;

/// <summary>One sandbox tenant on which a world's wishes are carried out, through a mishap or none, until nothing is left to do.</summary>
internal sealed class Trial : IDisposable
{
    // Somebody who runs the script again and again has to come to an end: each run gets at least one chapter further.
    const int Runs = 15;

    readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("teem");
    readonly SandboxTenant sandbox;
    readonly World world;
    Mishap mishap = Mishap.None;
    CancellationTokenSource stop = new();
    MishapWire wire = null!;
    Tenant tenant = null!;
    int processes;

    Trial(World world)
    {
        this.world = world;
        sandbox = Open();
        if (!world.IsDehydrated) return;
        // As Microsoft delivers it, which the sandbox has no option for.
        sandbox.Save();
        File.WriteAllText(sandbox.Path!, File.ReadAllText(sandbox.Path!).Replace("\"IsDehydrated\": false", "\"IsDehydrated\": true", StringComparison.Ordinal));
        sandbox = Open();
    }

    SandboxTenant Open() => SandboxTenant.Open(Path.Combine(folder.FullName, "tenant.json"), new SandboxOptions { People = 1, MeetingsPerRoom = 0 });

    public void Dispose()
    {
        tenant.Dispose();
        stop.Dispose();
        folder.Delete(recursive: true);
    }

    /// <summary>A tenant as the world has it before anything is done.</summary>
    internal static async Task<Trial> BeginAsync(World world)
    {
        var trial = new Trial(world);
        await trial.ConnectAsync(null);
        await world.PrepareAsync(trial.tenant);
        trial.tenant.Dispose();
        await trial.ConnectAsync(trial.StorePath);
        return trial;
    }

    /// <summary>What could not be done in the last run.</summary>
    internal IReadOnlyList<TeemException> Problems { get; private set; } = [];

    /// <summary>The requests of the last process.</summary>
    internal int Requests => wire.Requests;

    /// <summary>The runs that changed something.</summary>
    internal int Worked { get; private set; }

    /// <summary>The tenant, and what this computer keeps of it.</summary>
    /// <param name="also">Further properties that do not count.</param>
    internal string State(params string[] also)
    {
        var account = tenant.Store.GetAccount();
        return $"""
            {TenantText.Of(sandbox, also)}
            account {account?.Login} {account?.AccessMode} {account?.State} {account?.Cause}
            calendars {string.Join(", ", tenant.Store.GetCalendars().Select(c => $"{c.Mailbox} {c.DisplayName} {c.TimeZone}"))}
            """;
    }

    string StorePath => Path.Combine(folder.FullName, $"store{processes}.db");

    async Task ConnectAsync(string? storePath)
    {
        wire = new MishapWire(sandbox.CreateHandler(), mishap, Happen);
        tenant = await Tenant.ConnectAsync(new ConnectOptions
        {
            Cloud = Cloud.Sandbox,
            TenantId = sandbox.Facts.TenantId.ToString(),
            SignIn = new SecretSignIn(sandbox.Facts.ClientId.ToString(), sandbox.Facts.ClientSecret),
            Wire = wire,
            StorePath = storePath,
            // Whoever waits is not waited for.
            Clock = new FastClock(5000),
            Limits = new RetryLimits(3, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5), TimeSpan.FromDays(1)),
            DeviceCodePrompt = (code, _) => sandbox.EnterDeviceCode(code.UserCode, code.Login!) is { } page ? throw SignInErrors.AtTheBrowser(page, code.Login!, sandbox.Facts.Domain) : Task.CompletedTask,
        }, default);
        if (tenant.Certificates.Find(World.Certificate.Value.Thumbprint) is null) tenant.Certificates.Add(World.Certificate.Value);
        wire.Arm();
    }

    void Happen()
    {
        if (mishap.Kind == MishapKind.Outage) return;
        if (mishap.Kind == MishapKind.Death)
        {
            // What a process that dies here leaves behind.
            var left = StorePath;
            processes++;
            foreach (var suffix in new[] { "", "-wal", ".keys.pfx" }) Copy(left + suffix, StorePath + suffix);
        }
        stop.Cancel();
    }

    static void Copy(string from, string to)
    {
        if (!File.Exists(from)) return;
        using var source = new FileStream(from, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var target = File.Create(to);
        source.CopyTo(target);
    }

    /// <summary>Carries the chapters out, and again after the mishap, until a run finds nothing to do.</summary>
    internal async Task RunAsync(IReadOnlyList<Func<Tenant, IReadOnlyList<IChapter>>> script, Mishap mishap)
    {
        if (mishap.Kind != MishapKind.None)
        {
            this.mishap = mishap;
            tenant.Dispose();
            await ConnectAsync(StorePath);
        }
        Worked = 0;
        for (var run = 1; ; run++)
        {
            Assert.True(run <= Runs, "It never comes to rest.");
            var changed = await RunOnceAsync(script);
            if (stop.IsCancellationRequested)
            {
                stop.Dispose();
                stop = new();
                if (mishap.Kind == MishapKind.Death)
                {
                    this.mishap = Mishap.None;
                    tenant.Dispose();
                    await ConnectAsync(StorePath);
                }
            }
            else if (!changed && !IsOut) return;
            Worked = run;
        }
    }

    /// <summary>Whether what was found may be the network's fault.</summary>
    bool IsOut => Problems.Any(p => p.Kind is TeemErrorKind.Unavailable or TeemErrorKind.InDoubt);

    async Task<bool> RunOnceAsync(IReadOnlyList<Func<Tenant, IReadOnlyList<IChapter>>> script)
    {
        var (problems, changed) = (new List<TeemException>(), false);
        Problems = problems;
        foreach (var command in script)
            try
            {
                var chapters = command(tenant);
                var plans = await PlanAsync(chapters, stop.Token);
                problems.AddRange(plans.SelectMany(p => p.Problems));
                foreach (var plan in plans.Where(p => p.Problems.Any(IsMissing))) Assert.True(plan.Steps.Count == 0, $"{plan.Chapter} lacks something and changes all the same: {string.Join(", ", plan.Changes)}");
                await foreach (var result in new LostAnswers(tenant, again => PlanAsync(chapters, again)).RunAsync([.. plans.SelectMany(p => p.Steps)], _ => Task.FromResult(true), stop.Token))
                {
                    changed |= result.Change.Outcome == ChangeOutcome.Applied;
                    if (result.Error is { } error) problems.Add(new(error.Id, error.Kind, error.Message, error.Target ?? result.Change.Target, error.Remedy));
                }
            }
            catch (TeemException failed) { problems.Add(failed); }
            catch (OperationCanceledException) when (stop.IsCancellationRequested) { break; }
        return changed;
    }

    /// <summary>The whole of a chapter needs it, not one room.</summary>
    static bool IsMissing(TeemException problem) => problem.Id is "ApplicationNotFound" or "AccountNotFound" or "LicenceMissing";

    static async Task<IReadOnlyList<ChapterPlan>> PlanAsync(IReadOnlyList<IChapter> chapters, CancellationToken cancel)
    {
        var expected = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var plans = new List<ChapterPlan>();
        foreach (var planFrom in await Task.WhenAll(chapters.Select(c => c.ObserveAsync(cancel))))
        {
            plans.Add(planFrom(expected));
            expected.UnionWith(plans[^1].Changes.Select(c => c.Key));
        }
        return plans;
    }
}
