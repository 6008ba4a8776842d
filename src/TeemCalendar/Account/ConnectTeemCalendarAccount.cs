using System.Management.Automation;
using TeemCalendar.Core.Guide;

namespace TeemCalendar.Commands;

/// <summary>Signs in as the calendar account with which rooms are read and synchronised, and stores it.</summary>
/// <remarks>
/// <para>
/// It is the guide's "Connect exchange to your Teem Account", done for this module: it says whether the account works, before Teem is asked. Teem's own account is
/// entered in Teem; Test-TeemIntegration says where.
/// </para>
/// <para>
/// An account that does not work is stored too, and is Inactive with cause and remedy: Unauthorized and InternalServerError are the guide's own words, InvalidAudience is Teem's, and ConsentRequired,
/// ConditionalAccess (with Entra's code), LicenceMissing, MailboxNotReady, CertificateMissing and others say more. Running the command again tries it again.
/// A sign-in name that nobody has does not take the place of an account that works.
/// </para>
/// <para>
/// No password is asked for: with impersonation the application signs in with its certificate, with delegate access the account's owner signs in at this computer's browser, or with a code. For
/// delegate access the account's sign-in has to be consented to; where whoever is connected cannot consent, the error gives the address at which an administrator can.
/// </para>
/// <para>Active means that this module signed in and was let in. What Teem's own page says is not known here.</para>
/// </remarks>
/// <example>
/// <code>Connect-TeemCalendarAccount -Login teem@contoso.example -AccessMode Impersonation</code>
/// <para>Connects with the application that Register-TeemApplication made.</para>
/// </example>
/// <example>
/// <code>Get-TeemServiceAccount teem@contoso.example | Connect-TeemCalendarAccount -AccessMode Impersonation</code>
/// <para>Takes sign-in name and address from the service account: they may differ.</para>
/// </example>
/// <example>
/// <code>Connect-TeemCalendarAccount -Login teem@contoso.example -AccessMode Delegate -DeviceCode</code>
/// <para>Consents to the account's sign-in, and shows a code with which its owner signs in at another computer.</para>
/// </example>
/// <seealso cref="GetTeemCalendarAccount"/>
/// <seealso cref="TestTeemIntegration"/>
[Cmdlet(VerbsCommunications.Connect, "TeemCalendarAccount", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low)]
[OutputType(typeof(CalendarAccount))]
public sealed class ConnectTeemCalendarAccount : AsyncTeemCmdlet
{
    // As a number: a field of the model's enumeration would load the model at import.
    int accessMode;

    /// <summary>The sign-in name of the service account.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("UserPrincipalName")]
    [ValidateNotNullOrEmpty]
    public string Login { get; set; } = "";

    /// <summary>The address of its mailbox, where it differs from the sign-in name.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [PSDefaultValue(Help = "The address that Exchange gives its mailbox.")]
    public string? EmailAddress { get; set; }

    /// <summary>How the account reaches the rooms: Impersonation, as the guide recommends, or Delegate.</summary>
    [Parameter(Mandatory = true)]
    public AccessMode AccessMode
    {
        get => (AccessMode)accessMode;
        set => accessMode = (int)value;
    }

    /// <summary>The application that reads on the account's behalf, by its name or its application (client) id.</summary>
    [Parameter]
    [PSDefaultValue(Value = ApplicationRequest.UsualName)]
    [ValidateNotNullOrEmpty]
    public string Application { get; set; } = ApplicationRequest.UsualName;

    /// <summary>Signs the account in with a code at any browser, and not at this computer's own. Where this computer has none, a code is used anyway.</summary>
    [Parameter]
    public SwitchParameter DeviceCode { get; set; }

    private protected override async Task ProcessAsync(AsyncPipeline pipeline, CancellationToken cancel)
    {
        var application = await ApplicationName.ResolveAsync(Tenant, Application, cancel).ConfigureAwait(false);
        var chapter = new CalendarAccounts(Tenant, new CalendarAccountRequest(Login, string.IsNullOrEmpty(EmailAddress) ? null : EmailAddress, AccessMode, application, DeviceCode));
        var changes = await pipeline.ApplyAsync(Tenant, chapter, cancel).ConfigureAwait(false);
        if (pipeline.WhatIf || changes.Any(c => c.Outcome == ChangeOutcome.Skipped))
            return;
        try
        {
            // What was stored as active some time ago is not active because it is stored.
            if (changes.Count == 0 && Stored is { State: CalendarAccountState.Active })
                await chapter.ConnectAsync(cancel).ConfigureAwait(false);
        }
        finally
        {
            if (Stored is { } account && !cancel.IsCancellationRequested)
                await pipeline.WriteObjectAsync(account).ConfigureAwait(false);
        }
    }

    CalendarAccount? Stored => Tenant.Store.GetAccount() is { } account && account.Login.Equals(Login, StringComparison.OrdinalIgnoreCase) ? account : null;
}
