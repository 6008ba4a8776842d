using TeemCalendar.Core.Connection;
using TeemCalendar.Core.Guide;
using TeemCalendar.Core.Planning;
using TeemCalendar.Sandbox;

namespace TeemCalendar.Core.Tests.Planning;

/// <summary>What is done where the answer to a change did not come.</summary>
public sealed class LostAnswersTests
{
    const string Login = "teem@contoso.example";

    /// <summary>A network that loses the answer to a request, or the request itself.</summary>
    sealed class Network(HttpMessageHandler inner, Func<HttpRequestMessage, bool> isMeant, bool after) : DelegatingHandler(inner)
    {
        public int Lost { get; private set; }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (Lost > 0 || !isMeant(request)) return await base.SendAsync(request, cancellationToken);
            Lost++;
            if (after) (await base.SendAsync(request, cancellationToken)).Dispose();
            throw new HttpRequestException(HttpRequestError.ResponseEnded);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task It_is_looked_before_anything_is_sent_again(bool after)
    {
        var sandbox = SandboxTenant.Create(new() { People = 2, MeetingsPerRoom = 0 });
        using var network = new Network(sandbox.CreateHandler(), r => r.Method == HttpMethod.Post && r.RequestUri!.AbsolutePath.EndsWith("/users", StringComparison.Ordinal), after);
        using var tenant = await Tenant.ConnectAsync(new ConnectOptions
        {
            Cloud = Cloud.Sandbox, TenantId = sandbox.Facts.TenantId.ToString(), SignIn = new SecretSignIn(sandbox.Facts.ClientId.ToString(), sandbox.Facts.ClientSecret), Wire = network,
        }, default);
        var chapter = new ServiceAccounts(tenant, new ServiceAccountRequest { UserPrincipalName = Login });
        async Task<IReadOnlyList<ChapterPlan>> PlanAsync(CancellationToken cancel) => [(await chapter.ObserveAsync(cancel))(new HashSet<string>())];

        var writes = sandbox.Counters.Writes;
        var results = new List<StepResult>();
        await foreach (var result in new LostAnswers(tenant, PlanAsync).RunAsync([.. (await PlanAsync(default))[0].Steps], _ => Task.FromResult(true), default)) results.Add(result);

        Assert.Equal(1, network.Lost);
        Assert.Equal([ChangeOutcome.Applied, ChangeOutcome.Applied], results.Select(r => r.Change.Outcome));
        Assert.Equal(2, sandbox.Counters.Writes - writes);
        Assert.Empty((await PlanAsync(default))[0].Steps);
        // Its password is known although nobody said that the account was made.
        Assert.Equal(32, chapter.Password!.Length);
    }

    [Fact]
    public async Task What_the_second_try_finds_in_the_way_is_what_the_first_one_made()
    {
        var sandbox = SandboxTenant.Create(new() { People = 0, MeetingsPerRoom = 0 });
        var clock = new ManualClock(DateTimeOffset.UtcNow);
        using var tenant = await Tenant.ConnectAsync(new ConnectOptions
        {
            Cloud = Cloud.Sandbox, TenantId = sandbox.Facts.TenantId.ToString(), SignIn = new SecretSignIn(sandbox.Facts.ClientId.ToString(), sandbox.Facts.ClientSecret), Wire = sandbox.CreateHandler(), Clock = clock,
        }, default);
        var (tries, uses) = (0, 0);
        // It does not show in what is read, as new things do for a while.
        GuideStep[] steps =
        [
            Step("thing", () => ++tries == 1 ? new TeemException("WriteInDoubt", TeemErrorKind.InDoubt, "Lost.") : new TeemException("AlreadyThere", TeemErrorKind.Conflict, "It is there.")),
            Step("use of it", () => ++uses == 1 ? new TeemException("NotThere", TeemErrorKind.NotFound, "It is not there yet.") : null, "thing"),
        ];
        var results = new List<StepResult>();
        var running = Task.Run(async () =>
        {
            await foreach (var result in new LostAnswers(tenant, _ => Task.FromResult<IReadOnlyList<ChapterPlan>>([new("Things", "Things", "", steps, [])])).RunAsync(steps, _ => Task.FromResult(true), default)) results.Add(result);
        });
        await clock.WaitForTimerAsync();
        clock.Advance(TimeSpan.FromSeconds(2));
        await running;
        Assert.Equal((2, 2), (tries, uses));
        Assert.Equal([("thing", ChangeOutcome.Applied), ("use of it", ChangeOutcome.Applied)], results.Select(r => (r.Change.Key, r.Change.Outcome)));
    }

    static GuideStep Step(string key, Func<TeemException?> apply, params string[] after) =>
        new(new Change { Key = key, Chapter = "Things", Target = key, Action = "Make" }, after, _ => apply() is { } error ? Task.FromException(error) : Task.CompletedTask);
}
