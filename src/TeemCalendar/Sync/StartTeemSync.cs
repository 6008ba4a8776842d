using System.Management.Automation;
using TeemCalendar.Core;
using TeemCalendar.Core.Guide;
using TeemCalendar.Core.Sync;

namespace TeemCalendar.Commands;

/// <summary>Keeps the registered room calendars in step: reads them again and again.</summary>
/// <remarks>
/// <para>
/// It is a job of this session: Receive-Job gives its results, a SyncResult for each room and round, and Stop-Job ends it. With -Wait the command stays in the foreground and
/// writes the results itself, until Ctrl+C; a runbook or a service calls it so. Nothing is written to the tenant.
/// </para>
/// <para>Without -Mailbox a calendar that is registered while the job runs is read from the next round on. A job from which nothing is received keeps the newest ten thousand results.</para>
/// </remarks>
/// <example>
/// <code>
/// $job = Start-TeemSync -Interval 00:05:00
/// Receive-Job $job
/// Stop-Job $job
/// </code>
/// <para>Reads the rooms every five minutes in the background, shows what was read so far, and ends the job.</para>
/// </example>
/// <example>
/// <code>Start-TeemSync -Wait | Select-Object -First 3</code>
/// <para>Reads in the foreground, and ends after three results.</para>
/// </example>
/// <seealso cref="SyncTeemRoomCalendar"/>
[Cmdlet(VerbsLifecycle.Start, "TeemSync", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low)]
[OutputType(typeof(Job), typeof(SyncResult))]
public sealed class StartTeemSync : RoomSetCmdlet
{
    /// <summary>How long it is from one round's beginning to the next one's.</summary>
    [Parameter]
    [PSDefaultValue(Help = "One minute.")]
    public TimeSpan Interval { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Stays in the foreground and writes the results, until Ctrl+C.</summary>
    [Parameter]
    public SwitchParameter Wait { get; set; }

    private protected override async Task ProcessAsync(AsyncPipeline pipeline, IReadOnlyList<string>? mailboxes, CancellationToken cancel)
    {
        if (Interval <= TimeSpan.Zero)
            throw new TeemException("IntervalInvalid", TeemErrorKind.InvalidInput, "The interval has to be longer than nothing.", $"{Interval}", "Give -Interval as hours:minutes:seconds, as in 00:05:00.");
        if (mailboxes is not null)
            mailboxes = await new RegisteredCalendars(Tenant).AddressesAsync(mailboxes, cancel).ConfigureAwait(false);
        var target = mailboxes is null ? "every registered calendar" : string.Join(", ", mailboxes);
        if (!await pipeline.ShouldProcessAsync(target, $"Read changes every {Interval} and store the reservations").ConfigureAwait(false))
            return;

        var engine = await Tenant.OpenSyncAsync(cancel).ConfigureAwait(false);
        var request = new SyncRequest { Mailboxes = mailboxes };
        if (Wait)
        {
            await foreach (var result in engine.RunAsync(request, Interval, cancel).ConfigureAwait(false))
                await pipeline.WriteResultAsync(result).ConfigureAwait(false);
            return;
        }
        var job = await pipeline.InvokeAsync(command =>
        {
            var made = new SyncJob(command.MyInvocation.Line.Trim(), Tenant);
            command.JobRepository.Add(made);
            return made;
        }).ConfigureAwait(false);
        job.Start(stop => engine.RunAsync(request, Interval, stop));
        await pipeline.WriteObjectAsync(job).ConfigureAwait(false);
    }
}
