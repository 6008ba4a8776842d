using System.Management.Automation;
using System.Management.Automation.Host;
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
    internal bool Approve(Change change) =>
        Ask(change.Target, change.ToString(), () => cmdlet.ShouldProcess(change.Target, Describe(change)) && (!OutweighsItsCommand(change) || Confirm(change)));

    /// <summary>True when the action may be done.</summary>
    internal bool Approve(string target, string action) => Ask(target, $"{action}: {target}", () => cmdlet.ShouldProcess(target, action));

    static bool Ask(string target, string what, Func<bool> ask)
    {
        try
        {
            return ask();
        }
        catch (Exception e) when (e is HostException or not (RuntimeException or FlowControlException))
        {
            // A session without a person, as in a runbook. Each host fails in a way of its own, the console at the end of its input with a NullReferenceException,
            // and none says which change, nor what to do.
            throw new ConfirmationImpossibleException(target, what, e);
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
