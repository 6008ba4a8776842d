using System.Management.Automation;
using TeemCalendar.Core.Guide;

namespace TeemCalendar.Commands;

/// <summary>Takes room calendars out of synchronisation, and forgets what was read of them.</summary>
/// <remarks>
/// The room, its meetings and Teem's own list stay as they are. A calendar that is registered again is read anew, from the beginning. It works for a room that is no longer there, too.
/// </remarks>
/// <example>
/// <code>Remove-TeemRoomCalendar boardroom@contoso.example</code>
/// <para>The room is no longer read.</para>
/// </example>
/// <example>
/// <code>Get-TeemRoomCalendar | Where-Object LastRead -lt (Get-Date).AddDays(-30) | Remove-TeemRoomCalendar -WhatIf</code>
/// <para>Shows which calendars would be taken out because they were not read for a month.</para>
/// </example>
/// <seealso cref="AddTeemRoomCalendar"/>
[Cmdlet(VerbsCommon.Remove, "TeemRoomCalendar", SupportsShouldProcess = true)]
[OutputType(typeof(void))]
public sealed class RemoveTeemRoomCalendar : StreamingRoomCmdlet
{
    private protected override async Task ProcessAsync(AsyncPipeline pipeline, string record, CancellationToken cancel)
    {
        var calendar = await new RegisteredCalendars(Tenant).GetAsync(record, cancel).ConfigureAwait(false);
        if (await pipeline.ShouldProcessAsync(calendar.Mailbox, "Take the calendar out of synchronisation, and forget what was read of it").ConfigureAwait(false))
            Tenant.Store.RemoveCalendar(calendar.RoomId);
    }
}
