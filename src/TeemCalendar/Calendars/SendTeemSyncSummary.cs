using System.Management.Automation;
using System.Net.Mail;
using TeemCalendar.Core;
using TeemCalendar.Core.Exchange;
using TeemCalendar.Core.Guide;
using TeemCalendar.Core.Onboarding;
using TeemCalendar.Core.Sync;

namespace TeemCalendar.Commands;

/// <summary>Mails which room calendars were synchronised, which were not, and why.</summary>
/// <remarks>
/// <para>
/// It is the guide's last sentence: the mail that tells the sync account which calendars were synchronised. Every registered calendar is read once, and the mail says what came of it; it is
/// signed TeemCalendar, and says nothing of what Teem itself has.
/// </para>
/// <para>
/// With impersonation the application gets the Exchange role Application Mail.Send on the one mailbox that sends, when it does not have it yet: that reaches beyond rooms, and is asked for.
/// Revoke-TeemImpersonation takes it back. The role is usually effective within 30 minutes to 2 hours; until then the mail is refused, and the command can be run again. With delegate access the account sends as itself.
/// </para>
/// <para>
/// No mail is sent twice: where the answer to it was lost, the number of items in the sender's Sent Items tells whether it went, also when the command is run again. Nobody's mail is read for that.
/// </para>
/// </remarks>
/// <example>
/// <code>Send-TeemSyncSummary -To teem@contoso.example -Confirm:$false</code>
/// <para>Mails the summary from the calendar account to itself, as the guide says.</para>
/// </example>
/// <example>
/// <code>Send-TeemSyncSummary -To admin@contoso.example -From teem@contoso.example -WhatIf</code>
/// <para>Shows what it takes to mail the summary to an administrator.</para>
/// </example>
/// <seealso cref="SyncTeemRoomCalendar"/>
/// <seealso cref="GetTeemRoomCalendar"/>
[Cmdlet(VerbsCommunications.Send, "TeemSyncSummary", SupportsShouldProcess = true)]
[OutputType(typeof(void))]
public sealed class SendTeemSyncSummary : AsyncTeemCmdlet
{
    /// <summary>Who gets the mail.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    public string[] To { get; set; } = [];

    /// <summary>The mailbox that sends it. With delegate access the account can send as itself only.</summary>
    [Parameter]
    [PSDefaultValue(Help = "The address of the calendar account.")]
    [ValidateNotNullOrEmpty]
    public string? From { get; set; }

    private protected override async Task ProcessAsync(AsyncPipeline pipeline, CancellationToken cancel)
    {
        Tenant.RefuseGovernment();
        var account = Tenant.Store.GetAccount() ?? throw new TeemException("NotConnected", TeemErrorKind.NotFound, "No calendar account is stored.", Tenant.Domain, "Connect-TeemCalendarAccount -Login <service account> -AccessMode Impersonation");
        var from = From ?? account.EmailAddress;
        // Before a right is given, and not by a mail that is refused afterwards.
        if (To.Append(from).FirstOrDefault(a => !MailAddress.TryCreate(a, out _)) is { } wrong)
            throw new TeemException("AddressRefused", TeemErrorKind.InvalidInput, $"'{wrong}' is no mail address.", wrong, "Give an address as in teem@contoso.com.");
        if (From is not null && account.AccessMode == AccessMode.Impersonation)
            await Tenant.Exchange.InvokeAsync(AccessCommands.GetSentItems(From), cancel).ConfigureAwait(false);
        if (account.AccessMode == AccessMode.Delegate && !from.Equals(account.EmailAddress, StringComparison.OrdinalIgnoreCase))
            throw new TeemException("NotTheSender", TeemErrorKind.InvalidInput, $"{account.Login} is connected as a delegate, and can send as itself only, not as {from}.", from, "Leave -From out.");
        var calendars = Tenant.Store.GetCalendars().Count;
        if (calendars == 0)
            throw new TeemException("NotRegistered", TeemErrorKind.NotFound, "No room calendar is registered: there is nothing to tell.", Tenant.Domain, "Add-TeemRoomCalendar");
        if (account.AccessMode == AccessMode.Impersonation)
        {
            var application = await ApplicationName.ResolveAsync(Tenant, account.ApplicationId.ToString(), cancel).ConfigureAwait(false);
            var changes = await pipeline.ApplyAsync(Tenant, new SummaryMail(Tenant, application, from), cancel).ConfigureAwait(false);
            if (changes.Any(c => c.Outcome is not (ChangeOutcome.Applied or ChangeOutcome.Planned)))
                return;
        }
        if (!await pipeline.ShouldProcessAsync(string.Join(", ", To), $"Read {calendars} room calendars, and mail from {from} what came of it").ConfigureAwait(false))
            return;

        var results = new List<SyncResult>();
        var engine = await Tenant.OpenSyncAsync(cancel).ConfigureAwait(false);
        await foreach (var result in engine.RunRoundAsync(new SyncRequest(), cancel).ConfigureAwait(false))
            results.Add(result);
        try
        {
            var sent = await SyncSummary.SendAsync(Tenant, account, results, To, from, cancel).ConfigureAwait(false);
            await pipeline.WriteVerboseAsync(sent.WasSentBefore ? $"The mail to {sent.To} went when it was last tried: it is not sent again." : $"Sent to {sent.To}: {sent.Subject}.").ConfigureAwait(false);
        }
        catch (TeemException refused) when (refused.Id == "MailboxAccessDenied")
        {
            throw new TeemException("MailRefused", refused.Kind, $"{from} may not send for this module yet: Exchange refused it.", from, "A role that was given lately is usually effective within 30 minutes to 2 hours; then run the command again.", refused.RequestId, refused);
        }
    }
}
