using System.Management.Automation;
using System.Reflection;

namespace TeemCalendar.Pipeline;

/// <summary>Asks the person at the prompt for planned changes. Used on the pipeline thread only.</summary>
sealed class Approver(PSCmdlet cmdlet)
{
    bool yesToAll;
    bool noToAll;

    /// <summary>True under <c>-WhatIf</c> or <c>$WhatIfPreference</c>. Read when the body starts.</summary>
    internal bool WhatIf { get; } = Given(cmdlet, "WhatIf") ?? LanguagePrimitives.IsTrue(cmdlet.SessionState.PSVariable.GetValue("WhatIfPreference"));

    /// <summary>True when the change may be made.</summary>
    internal bool Approve(Change change)
    {
        try
        {
            return cmdlet.ShouldProcess(change.Target, Describe(change)) && (!OutweighsItsCommand(change) || Confirm(change));
        }
        catch (Exception e) when (e is PSInvalidOperationException or System.Management.Automation.Host.HostException)
        {
            // A session without a person, as in a runbook: PowerShell's own words do not say which change, nor what to do.
            throw new ConfirmationImpossibleException(change, e);
        }
    }

    static string Describe(Change change) =>
        change.Differences.Count == 0 ? change.Action : $"{change.Action} ({string.Join("; ", change.Differences)})";

    // ShouldProcess weighs the command. A change that reaches further than its command usually does, a grant beyond rooms say, is asked for
    // once more, as if the command were of high impact; -Confirm, given either way, has settled it already.
    bool OutweighsItsCommand(Change change) =>
        change.Impact == ChangeImpact.High
        && Given(cmdlet, "Confirm") is null
        && cmdlet.GetType().GetCustomAttribute<CmdletAttribute>()?.ConfirmImpact != ConfirmImpact.High
        && LanguagePrimitives.TryConvertTo<ConfirmImpact>(cmdlet.SessionState.PSVariable.GetValue("ConfirmPreference"), out var preference)
        && preference == ConfirmImpact.High;

    bool Confirm(Change change) =>
        cmdlet.ShouldContinue($"{change}.{(change.Reason is null ? "" : " " + change.Reason)} Go on?", "This reaches beyond rooms, or takes away what people see", ref yesToAll, ref noToAll);

    static bool? Given(PSCmdlet cmdlet, string name) =>
        cmdlet.MyInvocation.BoundParameters.TryGetValue(name, out var value) && value is SwitchParameter given ? given.IsPresent : null;
}
