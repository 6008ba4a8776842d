using System.Management.Automation;

namespace TeemCalendar.Commands;

/// <summary>Forgets the calendar account that is stored here.</summary>
/// <remarks>
/// From then on nothing is synchronised until an account is connected again. The service account, the application and what was granted to them stay; the registered calendars and what was read of
/// them stay too. Teem's own page keeps its account: there it is removed under Manage, Calendars. Without a stored account it does nothing.
/// </remarks>
/// <example>
/// <code>Disconnect-TeemCalendarAccount</code>
/// <para>Forgets the account.</para>
/// </example>
/// <seealso cref="ConnectTeemCalendarAccount"/>
/// <seealso cref="GetTeemCalendarAccount"/>
[Cmdlet(VerbsCommunications.Disconnect, "TeemCalendarAccount", SupportsShouldProcess = true)]
[OutputType(typeof(void))]
public sealed class DisconnectTeemCalendarAccount : AsyncTeemCmdlet
{
    private protected override async Task ProcessAsync(AsyncPipeline pipeline, CancellationToken cancel)
    {
        if (Tenant.Store.GetAccount() is { } account && await pipeline.ShouldProcessAsync(account.Login, "Forget the calendar account").ConfigureAwait(false))
            Tenant.Store.RemoveAccount();
    }
}
