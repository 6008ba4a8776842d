using System.Collections;
using System.Management.Automation;

namespace TeemCalendar.Pipeline;

/// <summary>Runs one command of the caller's session, on its thread, so that nothing of it is seen there but its effect.</summary>
static class SessionShell
{
    // The caller's preferences and defaults are not meant for commands that he did not type. What the command says comes as records between its rows.
    const string Script = """
        param($Command, $Parameters)
        $PSDefaultParameterValues = @{}
        $WhatIfPreference = $false
        $ConfirmPreference = 'None'
        $ErrorActionPreference = $WarningPreference = 'Continue'
        $VerbosePreference = $DebugPreference = $InformationPreference = $ProgressPreference = 'SilentlyContinue'
        & $Command @Parameters 2>&1 3>&1 4>$null 5>$null 6>$null
        """;

    // Variables reach a function of a module only as the global scope has them; parameters reach it always.
    static readonly (string Name, object Value)[] Quietly =
    [
        ("Confirm", false), ("WhatIf", false), ("Verbose", false), ("Debug", false),
        ("ErrorAction", ActionPreference.Continue), ("WarningAction", ActionPreference.Continue), ("InformationAction", ActionPreference.SilentlyContinue), ("ProgressAction", ActionPreference.SilentlyContinue),
    ];

    /// <summary>Runs a command to its end.</summary>
    /// <param name="here">The command of this module that needs it.</param>
    /// <param name="command">The command itself, not its name: a function of the caller's that is called the same is another one.</param>
    /// <param name="parameters">By name.</param>
    /// <param name="take">Takes each object while the command still has it.</param>
    /// <param name="cancel">Stops the command.</param>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    internal static SessionOutcome Run(PSCmdlet here, CommandInfo command, IDictionary parameters, Action<PSObject> take, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        var outcome = new SessionOutcome();
        var errors = here.SessionState.PSVariable.GetValue("global:Error") as ArrayList;
        var before = errors?.ToArray();
        using var shell = PowerShell.Create(RunspaceMode.CurrentRunspace);
        using var rows = new PSDataCollection<PSObject>();
        rows.DataAdded += (_, _) =>
        {
            foreach (var row in rows.ReadAll())
                outcome.Take(row, take);
        };
        shell.AddScript(Script, useLocalScope: true).AddArgument(command).AddArgument(Silenced(command, parameters));
        try
        {
            using var stop = cancel.Register(() => shell.BeginStop(null, null));
            shell.Invoke(null, rows);
            // What ended the command only, and not the script, stands here.
            outcome.Errors.AddRange(shell.Streams.Error);
        }
        catch (Exception stopped) when (stopped is PipelineStoppedException or InvalidPowerShellStateException && cancel.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancel);
        }
        catch (RuntimeException failed) when (failed is not PipelineStoppedException)
        {
            outcome.Errors.Add(failed.ErrorRecord);
        }
        finally
        {
            Restore(errors, before);
        }
        return outcome;
    }

    static Hashtable Silenced(CommandInfo command, IDictionary parameters)
    {
        var all = new Hashtable(parameters, StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in Quietly)
            if (!all.ContainsKey(name) && command.Parameters.ContainsKey(name))
                all[name] = value;
        return all;
    }

    // $Error is the caller's: what goes wrong on our behalf is told by our own error.
    static void Restore(ArrayList? errors, object?[]? before)
    {
        if (errors is null || before is null || (errors.Count == before.Length && (before.Length == 0 || ReferenceEquals(errors[0], before[0]))))
            return;
        errors.Clear();
        errors.AddRange(before);
    }
}
