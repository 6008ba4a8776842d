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
}
