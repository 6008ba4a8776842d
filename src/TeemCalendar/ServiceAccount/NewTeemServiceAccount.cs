using System.Management.Automation;
using System.Net;
using System.Security;
using TeemCalendar.Core.Connection;
using TeemCalendar.Core.Guide;

namespace TeemCalendar.Commands;

/// <summary>Makes the account that Teem uses to reach the rooms, and gives it a licence with a mailbox.</summary>
/// <remarks>
/// <para>
/// An account that is there already is completed: what is missing or differs (display name and usage location where they are given, licence, a password that expires, a blocked sign-in) is shown with its
/// value before, and changed; its password stays. A new account's password does not expire and need not
/// be changed at the first sign-in, since a service signs in with it.
/// </para>
/// <para>
/// The licence is given directly (-LicenseSku), or by a group that gives licences to its members (-LicenseGroup). A federated domain is refused: its people sign in at the organization's own identity
/// provider. An account that is synchronised from an on-premises directory has to be complete already.
/// </para>
/// <para>
/// Without -Password a long random password is made. It is given out once, by -PassThruCredential, and kept nowhere; without that nobody knows it. With impersonation nobody needs it; for
/// delegate access it can be set anew in the admin center.
/// </para>
/// </remarks>
/// <example>
/// <code>New-TeemServiceAccount -UserPrincipalName teem@contoso.example</code>
/// <para>Makes the account with the name that the guide suggests, with the smallest licence that has a mailbox and is free.</para>
/// </example>
/// <example>
/// <code>$account, $credential = New-TeemServiceAccount -UserPrincipalName teem-displays@contoso.example -UsageLocation US -PassThruCredential -Wait</code>
/// <para>Waits for the mailbox, and keeps the new account's password in a credential.</para>
/// </example>
/// <example>
/// <code>New-TeemServiceAccount -UserPrincipalName teem@contoso.example -DisplayName 'Teem displays' -LicenseSku EXCHANGESTANDARD -WhatIf</code>
/// <para>Shows what would be changed of an account that is there already.</para>
/// </example>
/// <seealso cref="GetTeemServiceAccount"/>
[Cmdlet(VerbsCommon.New, "TeemServiceAccount", DefaultParameterSetName = "Sku", SupportsShouldProcess = true)]
[OutputType(typeof(ServiceAccount), typeof(PSCredential))]
public sealed class NewTeemServiceAccount : AsyncTeemCmdlet
{
    /// <summary>The sign-in name, in a domain that the tenant accepts.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string UserPrincipalName { get; set; } = "";

    /// <summary>The name that people see.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [PSDefaultValue(Help = "Teem calendar service, for a new account.")]
    public string? DisplayName { get; set; }

    /// <summary>The password of a new account.</summary>
    [Parameter]
    [PSDefaultValue(Help = "A random one.")]
    [ValidateNotNull]
    public SecureString? Password { get; set; }

    /// <summary>The country in which the account is used, by its two letters; a licence is refused without one.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [PSDefaultValue(Help = "The organization's own country.")]
    [ValidatePattern("^([A-Za-z]{2})?$")]
    public string? UsageLocation { get; set; }

    /// <summary>The licence, by its part number, as in EXCHANGESTANDARD. It has to contain Exchange Online Plan 1 or 2; Kiosk has no mailbox that Teem can use.</summary>
    [Parameter(ParameterSetName = "Sku")]
    [PSDefaultValue(Help = "The smallest one with a mailbox that is free.")]
    [ValidateNotNullOrEmpty]
    public string? LicenseSku { get; set; }

    /// <summary>A security group that gives its members such a licence, by name or id: the account becomes a member, and the directory gives the licence in the background.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Group")]
    [ValidateNotNullOrEmpty]
    public string? LicenseGroup { get; set; }

    /// <summary>Writes a PSCredential of a new account after the account.</summary>
    [Parameter]
    public SwitchParameter PassThruCredential { get; set; }

    /// <summary>Waits until Exchange has made the mailbox, which takes some minutes.</summary>
    [Parameter]
    public SwitchParameter Wait { get; set; }

    private protected override async Task ProcessAsync(AsyncPipeline pipeline, CancellationToken cancel)
    {
        var request = new ServiceAccountRequest
        {
            UserPrincipalName = UserPrincipalName,
            DisplayName = string.IsNullOrEmpty(DisplayName) ? null : DisplayName,
            UsageLocation = string.IsNullOrEmpty(UsageLocation) ? null : UsageLocation.ToUpperInvariant(),
            LicenceSku = LicenseSku,
            LicenceGroup = LicenseGroup,
            Password = Password is null ? null : new NetworkCredential("", Password).Password,
        };
        var chapter = new ServiceAccounts(Tenant, request);
        var changes = await pipeline.ApplyAsync(Tenant, chapter, cancel).ConfigureAwait(false);
        try
        {
            if (pipeline.WhatIf && changes.Any(c => c.Key == Keys.ServiceAccount(UserPrincipalName)))
                await pipeline.WriteObjectAsync(Planned(request, changes)).ConfigureAwait(false);
            else if (await ReadAsync(pipeline, changes.Any(c => c.Outcome != ChangeOutcome.Applied), cancel).ConfigureAwait(false) is { } account)
                await pipeline.WriteObjectAsync(account).ConfigureAwait(false);
        }
        finally
        {
            // Whatever became of licence and mailbox: this is the only time that the password can be had.
            if (PassThruCredential && chapter.Password is { } made)
                await pipeline.WriteObjectAsync(new PSCredential(UserPrincipalName, new NetworkCredential("", made).SecurePassword)).ConfigureAwait(false);
            else if (PassThruCredential && !pipeline.WhatIf)
                await pipeline.WriteWarningAsync($"{UserPrincipalName} was not made now: its password is not known here, and there is no credential.").ConfigureAwait(false);
            if (Password is not null && changes.All(c => c.Key != Keys.ServiceAccount(UserPrincipalName)))
                await pipeline.WriteWarningAsync($"{UserPrincipalName} is there already: its password stays what it was.").ConfigureAwait(false);
        }
    }

    async Task<ServiceAccount?> ReadAsync(AsyncPipeline pipeline, bool failed, CancellationToken cancel)
    {
        if (!Wait || pipeline.WhatIf || failed)
            return await ServiceAccounts.ReadAccountAsync(Tenant, UserPrincipalName, cancel).ConfigureAwait(false);
        var progress = pipeline.Progress($"Waiting for the mailbox of {UserPrincipalName}");
        await using (progress.ConfigureAwait(false))
        {
            if (LicenseGroup is not null)
                await ServiceAccounts.WaitForLicenceAsync(Tenant, UserPrincipalName, LicenseGroup,
                    since => progress.Report($"The directory has been giving the licence of {LicenseGroup} since {since.ToLocalTime():t}; it usually takes some minutes."), cancel).ConfigureAwait(false);
            var account = await ServiceAccounts.WaitForMailboxAsync(Tenant, UserPrincipalName,
                since => progress.Report($"Exchange has been making it since {since.ToLocalTime():t}; it usually takes some minutes."), cancel).ConfigureAwait(false);
            if (account is { Mailbox: MailboxState.None })
                await pipeline.WriteErrorAsync(Errors.From(ServiceAccounts.LicenceGone(UserPrincipalName))).ConfigureAwait(false);
            return account;
        }
    }

    static ServiceAccount Planned(ServiceAccountRequest request, IReadOnlyList<Change> changes) => new()
    {
        UserPrincipalName = request.UserPrincipalName,
        DisplayName = After(changes, "DisplayName"),
        UsageLocation = After(changes, "UsageLocation"),
        Licences = After(changes, "Licence") is { } licence ? [licence] : [],
        Enabled = true,
    };

    static string? After(IReadOnlyList<Change> changes, string property) => changes.SelectMany(c => c.Differences).FirstOrDefault(d => d.Property == property)?.After;
}
