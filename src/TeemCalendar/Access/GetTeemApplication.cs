using System.Management.Automation;
using TeemCalendar.Core.Guide;

namespace TeemCalendar.Commands;

/// <summary>Gets the application with which this module reads rooms.</summary>
/// <remarks>It shows what the whole tenant consented to, which adds to what Exchange grants, and when the last of its certificates expires; it warns 30 days before.</remarks>
/// <example>
/// <code>Get-TeemApplication</code>
/// <para>Shows the application TeemCalendar.</para>
/// </example>
/// <example>
/// <code>Get-TeemApplication | Where-Object ExpiresAt -lt (Get-Date).AddDays(30)</code>
/// <para>Shows the application when its certificate expires within 30 days.</para>
/// </example>
/// <seealso cref="RegisterTeemApplication"/>
/// <seealso cref="UpdateTeemApplication"/>
/// <seealso cref="GetTeemAccess"/>
[Cmdlet(VerbsCommon.Get, "TeemApplication")]
[OutputType(typeof(TeemApplication))]
public sealed class GetTeemApplication : AsyncTeemCmdlet
{
    /// <summary>The application, by its name or its application (client) id.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [PSDefaultValue(Value = ApplicationRequest.UsualName)]
    [ValidateNotNullOrEmpty]
    public string DisplayName { get; set; } = ApplicationRequest.UsualName;

    private protected override async Task ProcessAsync(AsyncPipeline pipeline, CancellationToken cancel)
    {
        var found = await Applications.GetAsync(Tenant, await ApplicationName.ResolveAsync(Tenant, DisplayName, cancel).ConfigureAwait(false), cancel).ConfigureAwait(false);
        var described = await Applications.DescribeAsync(Tenant, found, cancel).ConfigureAwait(false);
        if (Applications.Expiry(described, Tenant.Clock.GetUtcNow()) is { } expiry) await pipeline.WriteWarningAsync(expiry).ConfigureAwait(false);
        await pipeline.WriteObjectAsync(described).ConfigureAwait(false);
    }
}
