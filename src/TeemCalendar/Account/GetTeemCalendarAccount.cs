using System.Management.Automation;

namespace TeemCalendar.Commands;

/// <summary>Gets the calendar account that is stored here.</summary>
/// <remarks>
/// Gives nothing when no account was connected. State and cause are what this module found when it tried the account last; what Teem's own page says is not known here.
/// </remarks>
/// <example>
/// <code>Get-TeemCalendarAccount</code>
/// <para>Shows the account, whether it worked, and when it was tried last.</para>
/// </example>
/// <seealso cref="ConnectTeemCalendarAccount"/>
[Cmdlet(VerbsCommon.Get, "TeemCalendarAccount")]
[OutputType(typeof(CalendarAccount))]
public sealed class GetTeemCalendarAccount : AsyncTeemCmdlet
{
    private protected override Task ProcessAsync(AsyncPipeline pipeline, CancellationToken cancel) =>
        Tenant.Store.GetAccount() is { } account ? pipeline.WriteObjectAsync(account) : Task.CompletedTask;
}
