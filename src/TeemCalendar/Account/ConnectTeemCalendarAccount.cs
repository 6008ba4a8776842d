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
/// An account that does not work is stored too, and is Inactive with the cause: Unauthorized and InternalServerError are the guide's own words. Running the command again tries it again.
/// </para>
/// <para>No password is asked for: with impersonation the application signs in with its certificate, with delegate access the account's owner signs in at a browser.</para>
/// </remarks>
/// <example>
/// <code>Connect-TeemCalendarAccount -Login teem@contoso.example -AccessMode Impersonation</code>
/// <para>Connects with the application that Register-TeemApplication made.</para>
/// </example>
/// <example>
/// <code>Get-TeemServiceAccount teem@contoso.example | Connect-TeemCalendarAccount -AccessMode Impersonation</code>
/// <para>Takes sign-in name and address from the service account: they may differ.</para>
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
    [PSDefaultValue(Help = "The sign-in name.")]
    public string? EmailAddress { get; set; }

    /// <summary>How the account reaches the rooms: Impersonation, as the guide recommends, or Delegate.</summary>
    [Parameter(Mandatory = true)]
    public AccessMode AccessMode
    {
        get => (AccessMode)accessMode;
        set => accessMode = (int)value;
    }

    /// <summary>The name of the application that reads on the account's behalf.</summary>
    [Parameter]
    [PSDefaultValue(Value = ApplicationRequest.UsualName)]
    [ValidateNotNullOrEmpty]
    public string Application { get; set; } = ApplicationRequest.UsualName;

    private protected override async Task ProcessAsync(AsyncPipeline pipeline, CancellationToken cancel)
    {
        SignInScreen.Use(pipeline);
        var chapter = new CalendarAccounts(Tenant, new CalendarAccountRequest(Login, string.IsNullOrEmpty(EmailAddress) ? null : EmailAddress, AccessMode, Application));
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
