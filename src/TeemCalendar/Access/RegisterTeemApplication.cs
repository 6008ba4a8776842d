using System.Management.Automation;
using TeemCalendar.Core.Guide;

namespace TeemCalendar.Commands;

/// <summary>Registers the application with which this module reads rooms, with a certificate that proves it.</summary>
/// <remarks>
/// <para>
/// The application asks for no permission that the whole tenant would have to consent to. What it may do is said by Exchange, for rooms and nothing else, with Grant-TeemImpersonation.
/// </para>
/// <para>
/// Without -CertificatePath a self-signed certificate is made; its private key stays in this user's certificate store and cannot be exported. An application that is there already with a
/// certificate of this computer is taken as it is; one whose certificates have expired, or are of other computers, gets another.
/// </para>
/// <para>A tenant may have a policy for certificates of applications: how long they are valid, or that they are of an authority it trusts. Where the policy may be read, what it forbids is said before anything is sent.</para>
/// </remarks>
/// <example>
/// <code>Register-TeemApplication</code>
/// <para>Registers the application TeemCalendar with a certificate that is valid for a year.</para>
/// </example>
/// <example>
/// <code>Register-TeemApplication -DisplayName 'Teem displays' -ValidDays 180 | Grant-TeemImpersonation</code>
/// <para>Registers an application of another name, and grants it the rooms' calendars.</para>
/// </example>
/// <seealso cref="UpdateTeemApplication"/>
/// <seealso cref="GrantTeemImpersonation"/>
[Cmdlet(VerbsLifecycle.Register, "TeemApplication", SupportsShouldProcess = true)]
[OutputType(typeof(TeemApplication))]
public sealed class RegisterTeemApplication : AsyncTeemCmdlet
{
    /// <summary>The application's name.</summary>
    [Parameter(Position = 0)]
    [PSDefaultValue(Value = ApplicationRequest.UsualName)]
    [ValidateNotNullOrEmpty]
    [ValidateLength(1, 120)]
    public string DisplayName { get; set; } = ApplicationRequest.UsualName;

    /// <summary>A certificate whose public part is registered: a CER, PEM or PFX file without a password.</summary>
    [Parameter]
    [PSDefaultValue(Help = "A new one, of this computer.")]
    [ValidateNotNullOrEmpty]
    public string? CertificatePath { get; set; }

    /// <summary>How many days a certificate that is made is valid.</summary>
    [Parameter]
    [PSDefaultValue(Value = 365)]
    [ValidateRange(1, 730)]
    public int ValidDays { get; set; } = 365;

    private protected override async Task ProcessAsync(AsyncPipeline pipeline, CancellationToken cancel)
    {
        using var certificate = CertificatePath is null ? null : await CertificateFile.ReadPublicAsync(pipeline, CertificatePath).ConfigureAwait(false);
        var chapter = new Applications(Tenant, new ApplicationRequest { DisplayName = DisplayName, Certificate = certificate, ValidDays = ValidDays });
        var changes = await pipeline.ApplyAsync(Tenant, chapter, cancel).ConfigureAwait(false);
        if (await Tenant.Applications.FindAsync(DisplayName, cancel).ConfigureAwait(false) is { } found)
            await pipeline.WriteObjectAsync(await Applications.DescribeAsync(Tenant, found, cancel).ConfigureAwait(false)).ConfigureAwait(false);
        else if (changes.Any(c => c.Outcome == ChangeOutcome.Planned))
            await pipeline.WriteObjectAsync(new TeemApplication { AppId = Guid.Empty, DisplayName = DisplayName }).ConfigureAwait(false);
    }
}
