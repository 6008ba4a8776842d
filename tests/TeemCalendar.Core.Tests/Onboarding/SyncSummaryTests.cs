using TeemCalendar.Core.Guide;
using TeemCalendar.Core.Http;
using TeemCalendar.Core.Onboarding;
using TeemCalendar.Core.Tests.Guide;
using TeemCalendar.Sandbox;

namespace TeemCalendar.Core.Tests.Onboarding;

/// <summary>The summary mail: once, whatever becomes of the answer to it.</summary>
public sealed class SyncSummaryTests
{
    static readonly IReadOnlyList<SyncResult> Results =
        [new() { Mailbox = GuideBench.German, Outcome = SyncOutcome.Synchronised }, new() { Mailbox = GuideBench.French, Outcome = SyncOutcome.Failed, Detail = "It may not be read." }];

    /// <summary>Loses the first answer to a mail: before the service acts, after, or with the process.</summary>
    sealed class Losing(HttpMessageHandler inner, string when, CancellationTokenSource process) : DelegatingHandler(inner)
    {
        int mails;

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (!request.RequestUri!.AbsolutePath.EndsWith("/sendMail", StringComparison.Ordinal) || mails > 0) return await base.SendAsync(request, cancellationToken);
            if (when != "before")
            {
                // A token that is over by now is no mail.
                var answer = await base.SendAsync(request, cancellationToken);
                if (!answer.IsSuccessStatusCode) return answer;
                answer.Dispose();
            }
            mails++;
            if (when == "killed") await process.CancelAsync();
            throw new HttpRequestException("The connection was lost.");
        }
    }

    [Theory]
    [InlineData("before")]
    [InlineData("after")]
    [InlineData("killed")]
    public async Task It_is_sent_once_when_its_answer_is_lost(string when)
    {
        var weather = new SandboxWeather { Speed = 3000 };
        using var process = new CancellationTokenSource();
        using var bench = new GuideBench(new SandboxOptions { Weather = weather, Clock = weather.CreateClock() });
        var tenant = await bench.ConnectAsync(around: wire => new Losing(wire, when, process), limits: RetryLimits.Default.ByClock(weather.Speed));
        Assert.Empty((await GuideBench.ApplyAsync(tenant, new ServiceAccounts(tenant, new ServiceAccountRequest { UserPrincipalName = GuideBench.Account }), new Applications(tenant, new ApplicationRequest()),
            new CalendarAccounts(tenant, new CalendarAccountRequest(GuideBench.Account, null, AccessMode.Impersonation)), new SummaryMail(tenant, ApplicationRequest.UsualName, GuideBench.Account))).Errors);
        Task<SentSummary> SendAsync(CancellationToken cancel) => SyncSummary.SendAsync(tenant, tenant.Store.GetAccount()!, Results, [GuideBench.Account], GuideBench.Account, cancel);

        if (when == "killed")
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => SendAsync(process.Token));
            Assert.Equal((1, $"0|{GuideBench.Account}|{GuideBench.Account}"), (bench.Sandbox.Counters.MailsSent, tenant.Store.GetFact("summary-mail-unanswered")));
            Assert.True((await SendAsync(default)).WasSentBefore);
        }
        else Assert.Equal("TeemCalendar: 1 of 2 room calendars synchronised", (await SendAsync(default)).Subject);
        Assert.Equal(1, bench.Sandbox.Counters.MailsSent);

        // Another one, that somebody asks for, goes.
        Assert.False((await SendAsync(default)).WasSentBefore);
        Assert.Equal(2, bench.Sandbox.Counters.MailsSent);
    }

    [Fact]
    public async Task It_ends_the_first_synchronisation_of_every_room_where_sending_was_set_up_and_no_other()
    {
        using var bench = new GuideBench();
        var tenant = await bench.ConnectAsync();
        Assert.Empty((await GuideBench.ApplyAsync(tenant, new ServiceAccounts(tenant, new ServiceAccountRequest { UserPrincipalName = GuideBench.Account }), new Applications(tenant, new ApplicationRequest()),
            new CalendarAccounts(tenant, new CalendarAccountRequest(GuideBench.Account, null, AccessMode.Impersonation)))).Errors);
        foreach (var result in Results)
            tenant.Store.RegisterCalendar(new() { Mailbox = result.Mailbox, RoomId = Guid.NewGuid(), DisplayName = result.Mailbox, TimeZone = "UTC", RegisteredAt = tenant.Clock.GetUtcNow() });

        async Task<long> MailsAfterAsync(params SyncResult[] results)
        {
            var passed = new List<SyncResult>();
            await foreach (var result in results.ToAsyncEnumerable().WithSummaryAsync(tenant, default)) passed.Add(result);
            Assert.Equal(results, passed);
            return bench.Sandbox.Counters.MailsSent;
        }
        Assert.Equal(0, await MailsAfterAsync([.. Results]));
        SyncSummary.Want(tenant.Store);
        Assert.Equal(0, await MailsAfterAsync(Results[0], Results[0]));
        // The right is not there yet: it is tried again when every room was read once more.
        Assert.Equal(0, await MailsAfterAsync([.. Results]));

        Assert.Empty((await GuideBench.ApplyAsync(tenant, new SummaryMail(tenant, ApplicationRequest.UsualName, GuideBench.Account))).Errors);
        Assert.Equal(1, await MailsAfterAsync([.. Results]));
        Assert.Equal(1, await MailsAfterAsync([.. Results, .. Results]));
    }
}
