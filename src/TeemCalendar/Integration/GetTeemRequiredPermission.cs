using System.Management.Automation;
using TeemCalendar.Core;
using TeemCalendar.Core.Guide;

namespace TeemCalendar.Commands;

/// <summary>Gets the least permissions that commands of this module need.</summary>
/// <remarks>
/// <para>
/// An application that signs in by itself needs what is Application, and the Exchange roles, by a role group of which it is a member; an Entra role takes the place of all Exchange roles. A person who signs in
/// needs what is Delegated, consented to for the application through which he does, and the Entra roles or the Exchange roles. A RoomRole is for the application that reads rooms: Grant-TeemImpersonation gives it.
/// </para>
/// <para>What is optional is left out with a word about it when it is missing; For says what it is for. A command that works on what is kept here needs no more than the connection.</para>
/// <para>No connection is needed.</para>
/// </remarks>
/// <example>
/// <code>Get-TeemRequiredPermission -Command New-TeemRoom</code>
/// <para>Shows what making rooms needs.</para>
/// </example>
/// <example>
/// <code>Get-TeemRequiredPermission | Where-Object { $_.Kind -eq 'Application' -and -not $_.IsOptional } | Sort-Object Resource, Permission -Unique | Select-Object Resource, Permission</code>
/// <para>Shows what an application needs that is to run all of them.</para>
/// </example>
/// <seealso cref="ConnectTeemTenant"/>
/// <seealso cref="TestTeemIntegration"/>
[Cmdlet(VerbsCommon.Get, "TeemRequiredPermission")]
[OutputType(typeof(RequiredPermission))]
public sealed class GetTeemRequiredPermission : TeemCmdlet
{
    /// <summary>The commands, by name; wildcards are allowed.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Name")]
    [PSDefaultValue(Help = "All.")]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[] Command { get; set; } = ["*"];

    /// <inheritdoc/>
    protected override void ProcessRecord() => Run(async (pipeline, _) =>
    {
        foreach (var name in Command)
        {
            var wanted = WildcardPattern.Get(name, WildcardOptions.IgnoreCase);
            var found = RequiredPermissions.Commands.Where(wanted.IsMatch).Order(StringComparer.Ordinal).ToList();
            if (found.Count == 0 && !WildcardPattern.ContainsWildcardCharacters(name))
                await pipeline.WriteErrorAsync(Errors.From(new TeemException("CommandNotFound", TeemErrorKind.NotFound, $"This module has no command {name}.", name, "Get-Command -Module TeemCalendar lists them."))).ConfigureAwait(false);
            foreach (var command in found)
            {
                if (RequiredPermissions.Of(command) is { Count: 0 }) await pipeline.WriteVerboseAsync($"{command} needs no permission.").ConfigureAwait(false);
                await pipeline.WriteAllAsync(RequiredPermissions.Of(command)!).ConfigureAwait(false);
            }
        }
    });
}
