using System.Management.Automation;
using TeemCalendar.Core.Guide;

namespace TeemCalendar.Commands;

/// <summary>Takes back what Grant-TeemDelegateAccess gave the service account on rooms.</summary>
/// <remarks>
/// <para>
/// What this computer's store says was given is taken back, and nothing more: a right that was there before is restored, one that somebody else gave stays and is an error that says so. With the last
/// room the consent to the account's sign-in is taken back as well.
/// </para>
/// </remarks>
/// <example>
/// <code>
/// Grant-TeemDelegateAccess -Mailbox boardroom@contoso.example -ServiceAccount teem@contoso.example
/// Revoke-TeemDelegateAccess -Mailbox boardroom@contoso.example -ServiceAccount teem@contoso.example
/// </code>
/// <para>Gives the account a room's calendar, and takes it back.</para>
/// </example>
/// <example>
/// <code>Get-TeemRoom | Get-TeemAccess -ServiceAccount teem@contoso.example | Revoke-TeemDelegateAccess -ServiceAccount teem@contoso.example -WhatIf</code>
/// <para>Shows what would be taken back on every room that the account may open.</para>
/// </example>
/// <seealso cref="GrantTeemDelegateAccess"/>
[Cmdlet(VerbsSecurity.Revoke, "TeemDelegateAccess", SupportsShouldProcess = true)]
[OutputType(typeof(void))]
public sealed class RevokeTeemDelegateAccess : StreamingRoomCmdlet
{
    /// <summary>The sign-in name of the service account.</summary>
    [Parameter(Mandatory = true)]
    [ValidateNotNullOrEmpty]
    public string ServiceAccount { get; set; } = "";

    /// <summary>The application through which the account signs in, by its name or its application (client) id.</summary>
    [Parameter]
    [PSDefaultValue(Value = ApplicationRequest.UsualName)]
    [ValidateNotNullOrEmpty]
    public string Application { get; set; } = ApplicationRequest.UsualName;

    // Together: the consent goes with the last room.
    private protected override async Task ProcessAllAsync(AsyncPipeline pipeline, IAsyncEnumerable<string> records, CancellationToken cancel)
    {
        var rooms = await records.ToRoomsAsync(cancel).ConfigureAwait(false);
        if (rooms.Count == 0) return;
        var name = await ApplicationName.ResolveAsync(Tenant, Application, cancel).ConfigureAwait(false);
        await pipeline.ApplyAsync(Tenant, new DelegateRemoval(Tenant, name, ServiceAccount, rooms), cancel).ConfigureAwait(false);
    }
}
