using System.Management.Automation;
using TeemCalendar.Core.Guide;

namespace TeemCalendar.Commands;

/// <summary>Replaces the certificate of the application with which this module reads rooms.</summary>
/// <remarks>
/// <para>
/// The new certificate is registered beside the old one, tried, and only then is the old one taken away: nothing stops in between. An expired one is replaced in the same way. A run that was cut off goes on
/// where it stopped; without -Force nothing is done while the certificate of this computer is good for another 30 days.
/// </para>
/// <para>
/// Certificates of other computers stay, but for those that have expired. With -CertificatePath only the public part is known here when the private key is elsewhere: the old ones then stay until
/// -RemoveOther asks for it, once the new key is in place.
/// </para>
/// </remarks>
/// <example>
/// <code>Update-TeemApplication</code>
/// <para>Replaces the certificate when it expires within 30 days.</para>
/// </example>
/// <example>
/// <code>Update-TeemApplication -Force -ValidDays 180</code>
/// <para>Replaces it now, with one that is valid for half a year.</para>
/// </example>
/// <seealso cref="RegisterTeemApplication"/>
/// <seealso cref="GetTeemApplication"/>
[Cmdlet(VerbsData.Update, "TeemApplication", SupportsShouldProcess = true)]
[OutputType(typeof(TeemApplication))]
public sealed class UpdateTeemApplication : AsyncTeemCmdlet
{
    /// <summary>The application, by its name or its application (client) id.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [PSDefaultValue(Value = ApplicationRequest.UsualName)]
    [ValidateNotNullOrEmpty]
    public string DisplayName { get; set; } = ApplicationRequest.UsualName;

    /// <summary>The new certificate: a CER or PEM file with its public part, or a PFX file without a password.</summary>
    [Parameter]
    [PSDefaultValue(Help = "A new one, of this computer.")]
    [ValidateNotNullOrEmpty]
    public string? CertificatePath { get; set; }

    /// <summary>How many days a certificate that is made is valid.</summary>
    [Parameter]
    [PSDefaultValue(Value = 365)]
    [ValidateRange(1, 730)]
    public int ValidDays { get; set; } = 365;

    /// <summary>Makes a new certificate although the one that is there is good for long.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Leaves the old certificates registered.</summary>
    [Parameter]
    public SwitchParameter KeepOld { get; set; }

    /// <summary>Takes every other certificate away, those of other computers too.</summary>
    [Parameter]
    public SwitchParameter RemoveOther { get; set; }

    private protected override async Task ProcessAsync(AsyncPipeline pipeline, CancellationToken cancel)
    {
        using var certificate = CertificatePath is null ? null : await CertificateFile.ReadPublicAsync(pipeline, CertificatePath).ConfigureAwait(false);
        var name = await ApplicationName.ResolveAsync(Tenant, DisplayName, cancel).ConfigureAwait(false);
        await pipeline.ApplyAsync(Tenant, new ApplicationRollover(Tenant, new RolloverRequest
        {
            Application = new ApplicationRequest { DisplayName = name, Certificate = certificate, ValidDays = ValidDays }, Force = Force, KeepOld = KeepOld, RemoveOther = RemoveOther,
        }), cancel).ConfigureAwait(false);
        if (await Tenant.Applications.FindAsync(name, cancel).ConfigureAwait(false) is { } found)
            await pipeline.WriteObjectAsync(await Applications.DescribeAsync(Tenant, found, cancel).ConfigureAwait(false)).ConfigureAwait(false);
    }
}
