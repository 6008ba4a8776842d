using TeemCalendar.Core.Connection;
using TeemCalendar.Core.Guide;
using TeemCalendar.Core.Planning;
using TeemCalendar.Sandbox;

namespace TeemCalendar.Core.Tests.Guide;

/// <summary>Waiting for rights to be effective.</summary>
public sealed class AccessWaitTests
{
    /// <summary>A chapter whose rooms become effective after so many looks; 0 fails, below 0 never.</summary>
    sealed class Chapter(IReadOnlyList<string> rooms, Dictionary<string, int> looks) : IChapter
    {
        public string Name => "Impersonation";
        public Task<Func<IReadOnlySet<string>, ChapterPlan>> ObserveAsync(CancellationToken cancel) => throw new NotSupportedException();
        public Task<IReadOnlyList<Check>> VerifyAsync(CancellationToken cancel) => Task.FromResult<IReadOnlyList<Check>>(
            [new Check { Chapter = Name, Target = "the application", Detail = "", Status = CheckStatus.Fail }, .. rooms.Select(r => new Check { Chapter = Name, Target = r, Detail = "", Status = looks[r] == 0 ? CheckStatus.Fail : --looks[r] == 0 ? CheckStatus.Pass : CheckStatus.Pending })]);
    }

    static async Task<(List<string> Checks, int Waits)> WaitAsync(TimeSpan timeout, Dictionary<string, int> looks)
    {
        var sandbox = SandboxTenant.Create();
        var clock = new ManualClock();
        using var tenant = await Tenant.ConnectAsync(new ConnectOptions
        {
            Cloud = Cloud.Sandbox,
            TenantId = sandbox.Facts.TenantId.ToString(),
            SignIn = new SecretSignIn(sandbox.Facts.ClientId.ToString(), sandbox.Facts.ClientSecret),
            Wire = sandbox.CreateHandler(),
            Clock = clock,
        }, default);
        var waits = 0;
        var checks = new List<string>();
        var run = Task.Run(async () =>
        {
            await foreach (var check in AccessWait.RunAsync(tenant, [.. looks.Keys], rooms => new Chapter(rooms, looks), timeout, _ => waits++, default)) checks.Add($"{check.Target} {check.Status}");
        });
        while (!run.IsCompleted)
        {
            if (await Task.WhenAny(run, clock.WaitForTimerAsync()) == run) break;
            clock.Advance(AccessWait.Interval);
        }
        await run;
        return (checks, waits);
    }

    [Fact]
    public async Task Each_room_is_given_when_it_settles()
    {
        var (checks, waits) = await WaitAsync(TimeSpan.FromHours(3), new() { ["slow"] = 3, ["wrong"] = 0, ["quick"] = 1 });
        Assert.Equal(["the application Fail", "wrong Fail", "quick Pass", "slow Pass"], checks);
        Assert.Equal(2, waits);
    }

    [Fact]
    public async Task What_is_pending_when_the_time_is_over_is_given_as_it_is()
    {
        var (checks, waits) = await WaitAsync(TimeSpan.FromMinutes(2.5), new() { ["never"] = -1, ["quick"] = 1 });
        Assert.Equal(["the application Fail", "quick Pass", "never Pending"], checks);
        Assert.Equal(3, waits);
    }
}
