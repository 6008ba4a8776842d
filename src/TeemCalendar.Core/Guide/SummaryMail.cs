using TeemCalendar.Core.Connection;
using TeemCalendar.Core.Exchange;
using TeemCalendar.Core.Planning;

namespace TeemCalendar.Core.Guide;

/// <summary>The right to send the summary of the first synchronisation from one mailbox: the guide's "You will receive an email directed to the sync account".</summary>
internal sealed class SummaryMail(Tenant tenant, string application, string from) : ScopedAccess(tenant, application, SendRole, "SummaryMail", "Summary mail")
{
    internal const string SendRole = "Application Mail.Send";

    protected override Task<MailboxScope> WantedAsync(string applicationName, CancellationToken cancel) => Task.FromResult(MailboxScope.MailFrom(from));

    public override async Task<IReadOnlyList<Check>> VerifyAsync(CancellationToken cancel) => await ReadGrantAsync(cancel).ConfigureAwait(false) is null
        ? [Fail(Application, $"It may not send from {from}.", "NotGranted", CommandLine.Of("Send-TeemSyncSummary", ("To", from), ("From", from)))]
        : [Pass(Application, $"It may send from {from}.")];
}
