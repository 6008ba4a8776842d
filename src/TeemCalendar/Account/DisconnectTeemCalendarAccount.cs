using System.Management.Automation;
using TeemCalendar.Core.Guide;

namespace TeemCalendar.Commands;

/// <summary>Forgets the calendar account that is stored here.</summary>
/// <remarks>
/// From then on nothing is synchronised until an account is connected again. The service account, the application and what was granted to them stay; the registered calendars and what was read of
/// them stay too. A consent to its sign-in that Connect-TeemCalendarAccount or Grant-TeemDelegateAccess gave is taken back, unless the account still is a delegate of rooms from here. Teem's own page keeps its account: there it is removed under Manage, Calendars. Without a stored account it does nothing.
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
    private protected override Task ProcessAsync(AsyncPipeline pipeline, CancellationToken cancel) =>
        pipeline.ApplyAsync(Tenant, new CalendarAccountRemoval(Tenant), cancel);
}
