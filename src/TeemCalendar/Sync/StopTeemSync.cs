using System.Management.Automation;

namespace TeemCalendar.Commands;

/// <summary>Ends the synchronisations that run in the background of this session.</summary>
/// <remarks>It ends the jobs of Start-TeemSync that go over this connection; Receive-Job still gives what they have read. Those of other sessions go on, and so does the Worker.</remarks>
/// <example>
/// <code>
/// $job = Start-TeemSync
/// Stop-TeemSync
/// </code>
/// <para>Reads the rooms in the background, and ends that.</para>
/// </example>
/// <seealso cref="StartTeemSync"/>
/// <seealso cref="GetTeemSync"/>
[Cmdlet(VerbsLifecycle.Stop, "TeemSync", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low)]
[OutputType(typeof(void))]
public sealed class StopTeemSync : AsyncTeemCmdlet
{
    private protected override async Task ProcessAsync(AsyncPipeline pipeline, CancellationToken cancel)
    {
        var jobs = await pipeline.InvokeAsync(command => command.JobRepository.Jobs.OfType<SyncJob>().Where(job => job.IsAtWork(Tenant)).ToList()).ConfigureAwait(false);
        foreach (var job in jobs)
            if (await pipeline.ShouldProcessAsync($"{job.Name} ({job.Location})", "End the synchronisation").ConfigureAwait(false))
                job.StopJob();
    }
}
