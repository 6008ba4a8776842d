using System.Management.Automation;
using TeemCalendar.Core;
using TeemCalendar.Core.Guide;
using TeemCalendar.Core.Onboarding;
using TeemCalendar.Core.Sync;

namespace TeemCalendar.Commands;

/// <summary>Keeps the registered room calendars in step: reads them again and again.</summary>
/// <remarks>
/// <para>
/// It is a job of this session: Receive-Job gives its results, a SyncResult for each room and round, and Stop-Job ends it. With -Wait the command stays in the foreground and
/// writes the results itself, until Ctrl+C; a runbook or a service calls it so. Nothing is written to the tenant, unless -Write is given.
/// </para>
/// <para>Without -Mailbox a calendar that is registered while the job runs is read from the next round on. A job from which nothing is received keeps the newest ten thousand results.</para>
/// <para>
/// -ReleaseAfter frees rooms to whose reservations nobody has come: the room declines, with a note to the organizer, who keeps the meeting. Confirm-TeemReservation checks in. All-day reservations, those of
/// eight hours and more, those that began before the command, and everything in a room where Exchange releases by itself (EnableAutoRelease) are left alone.
/// </para>
/// <para>
/// Two writers spoil a room: -Write warns when Teem's own application has signed in lately, or when that cannot be seen, and -ReleaseAfter refuses. A job has no sessions of Exchange: over them -ReleaseAfter works
/// with -Wait alone.
/// </para>
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
/// <example>
/// <code>
/// $job = Start-TeemSync -Write -ReleaseAfter 00:10:00
/// Stop-TeemSync
/// </code>
/// <para>Reads and writes the rooms, and frees those to which nobody has come ten minutes after the start; then ends.</para>
/// </example>
/// <seealso cref="SyncTeemRoomCalendar"/>
/// <seealso cref="StopTeemSync"/>
/// <seealso cref="ConfirmTeemReservation"/>
[Cmdlet(VerbsLifecycle.Start, "TeemSync", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low)]
[OutputType(typeof(Job), typeof(SyncResult))]
public sealed class StartTeemSync : RoomSetCmdlet
{
    /// <summary>How long it is from one round's beginning to the next one's.</summary>
    [Parameter]
    [PSDefaultValue(Help = "One minute.")]
    public TimeSpan Interval { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Sends what was changed here as well.</summary>
    [Parameter]
    public SwitchParameter Write { get; set; }

    /// <summary>How long after its start a reservation that nobody has checked in to is released: from one minute to four hours. It writes to rooms, so -Write is needed, too.</summary>
    [Parameter]
    [PSDefaultValue(Help = "Nothing is released.")]
    public TimeSpan? ReleaseAfter { get; set; }

    /// <summary>Stays in the foreground and writes the results, until Ctrl+C.</summary>
    [Parameter]
    public SwitchParameter Wait { get; set; }

    private protected override async Task ProcessAsync(AsyncPipeline pipeline, IReadOnlyList<string>? mailboxes, CancellationToken cancel)
    {
        if (Interval <= TimeSpan.Zero)
            throw new TeemException("IntervalInvalid", TeemErrorKind.InvalidInput, "The interval has to be longer than nothing.", $"{Interval}", "Give -Interval as hours:minutes:seconds, as in 00:05:00.");
        if (ReleaseAfter is { } after)
            RefuseRelease(after);
        if (mailboxes is not null)
            mailboxes = await new RegisteredCalendars(Tenant).AddressesAsync(mailboxes, cancel).ConfigureAwait(false);
        var request = new SyncRequest { Mailboxes = mailboxes, Write = Write, ReleaseAfter = ReleaseAfter };
        if (await OtherWriter.CheckAsync(Tenant, request, cancel).ConfigureAwait(false) is { } other)
            await pipeline.WriteWarningAsync(other).ConfigureAwait(false);
        var target = mailboxes is null ? "every registered calendar" : string.Join(", ", mailboxes);
        if (!await pipeline.ShouldProcessAsync(target, Action).ConfigureAwait(false))
            return;

        var engine = await Tenant.OpenSyncAsync(cancel).ConfigureAwait(false);
        if (Wait)
        {
            await foreach (var result in engine.RunAsync(request, Interval, cancel).WithSummaryAsync(Tenant, cancel).ConfigureAwait(false))
                await pipeline.WriteResultAsync(result).ConfigureAwait(false);
            return;
        }
        var job = await pipeline.InvokeAsync(command =>
        {
            var made = new SyncJob(command.MyInvocation.Line.Trim(), Tenant);
            command.JobRepository.Add(made);
            return made;
        }).ConfigureAwait(false);
        var tenant = Tenant;
        job.Start(stop => engine.RunAsync(request, Interval, stop).WithSummaryAsync(tenant, stop));
        await pipeline.WriteObjectAsync(job).ConfigureAwait(false);
    }

    string Action => $"Read changes every {Interval} and store the reservations{(Write ? ", send what was changed here" : "")}{(ReleaseAfter is null ? "" : $", and free rooms to which nobody has come {ReleaseAfter} after the start")}";

    void RefuseRelease(TimeSpan after)
    {
        if (!Write)
            throw new TeemException("ReleaseNeedsWrite", TeemErrorKind.InvalidInput, "-ReleaseAfter writes to rooms, and without -Write nothing is written.", null, "Give -Write as well, or leave -ReleaseAfter out.");
        if (after < SyncRequest.ShortestRelease || after > SyncRequest.LongestRelease)
            throw new TeemException("ReleaseAfterInvalid", TeemErrorKind.InvalidInput, $"-ReleaseAfter is from one minute to {SyncRequest.LongestRelease}, and not {after}.", $"{after}", "Give it as hours:minutes:seconds, as in 00:10:00; a bare number is not minutes.");
        if (!Wait && Tenant.ExchangeTransport == "Session")
            throw new TeemException("SessionInJob", TeemErrorKind.NotSupported, "-ReleaseAfter asks Exchange whether it releases a room by itself, this connection goes through a session of Exchange, and a job has none.", Tenant.Domain,
                "Stay in the foreground with -Wait, or connect with a token of this module's own, as with Connect-TeemTenant -CertificateThumbprint.");
    }
}
