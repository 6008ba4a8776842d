using System.Net;
using System.Text;
using System.Threading.Channels;
using TeemCalendar.Core.Connection;
using TeemCalendar.Core.Guide;
using TeemCalendar.Sandbox;

namespace TeemCalendar.Core.Tests.Guide;

/// <summary>Waiting for the mailbox of a new service account.</summary>
public sealed class MailboxWaitTests
{
    const string Login = "teem@contoso.example";

    [Fact]
    public async Task It_ends_when_the_mailbox_is_there()
    {
        var (account, waits) = await WaitAsync(lookups: 3);
        Assert.Equal(MailboxState.Ready, account!.Mailbox);
        Assert.Equal(3, waits);
    }

    [Fact]
    public async Task It_ends_when_it_takes_too_long()
    {
        var late = await Assert.ThrowsAsync<TeemException>(() => WaitAsync(lookups: int.MaxValue));
        Assert.Equal("MailboxNotReady", late.Id);
        Assert.Equal(Login, late.Target);
    }

    static async Task<(ServiceAccount? Account, int Waits)> WaitAsync(int lookups)
    {
        var sandbox = SandboxTenant.Create();
        var clock = new ManualClock();
        using var slow = new SlowExchange(sandbox.CreateHandler(), lookups);
        using var tenant = await Tenant.ConnectAsync(new ConnectOptions
        {
            Cloud = Cloud.Sandbox,
            TenantId = sandbox.Facts.TenantId.ToString(),
            SignIn = new SecretSignIn(sandbox.Facts.ClientId.ToString(), sandbox.Facts.ClientSecret),
            Wire = slow,
            Clock = clock,
        }, default);
        await tenant.Directory.CreateAccountAsync(Login, "Teem", "GB", "Not-a-real-1-password", default);
        await tenant.Directory.AssignLicenceAsync(Login, (await tenant.Directory.GetLicencesAsync(default)).First(l => l.HasExchange).Sku, default);

        var waits = Channel.CreateUnbounded<DateTimeOffset>();
        var waiting = ServiceAccounts.WaitForMailboxAsync(tenant, Login, since => waits.Writer.TryWrite(since), default);
        _ = waiting.ContinueWith(_ => waits.Writer.Complete(), TaskScheduler.Default);
        var count = 0;
        await foreach (var since in waits.Reader.ReadAllAsync())
        {
            Assert.True(since <= clock.GetUtcNow());
            count++;
            await clock.WaitForTimerAsync();
            clock.Advance(TimeSpan.FromSeconds(15));
        }
        return (await waiting, count);
    }

    /// <summary>Exchange, which does not know a new mailbox for some look-ups.</summary>
    sealed class SlowExchange(HttpMessageHandler inner, int lookups) : DelegatingHandler(inner)
    {
        int left = lookups;

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
            if (!body.Contains("Get-Mailbox", StringComparison.Ordinal) || left-- <= 0) return await base.SendAsync(request, cancellationToken);
            const string Missing = """
                {"error":{"code":"NotFound","message":"Error executing cmdlet","details":[{"code":"Context","target":"","message":"Ex6F9304|Microsoft.Exchange.Configuration.Tasks.ManagementObjectNotFoundException|It couldn't be found."}],
                "innererror":{"message":"Error executing cmdlet","type":"Microsoft.Exchange.Admin.OData.Core.ODataServiceException","stacktrace":"","internalexception":{"message":"","type":"","stacktrace":""}}}}
                """;
            return new HttpResponseMessage(HttpStatusCode.NotFound) { Content = new StringContent(Missing, Encoding.UTF8, "application/json"), RequestMessage = request };
        }
    }
}
