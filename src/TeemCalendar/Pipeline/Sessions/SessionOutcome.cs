using System.Management.Automation;

namespace TeemCalendar.Pipeline;

/// <summary>What a command of the caller's session said beside its objects.</summary>
sealed class SessionOutcome
{
    /// <summary>Its errors, the one that ended it among them.</summary>
    internal List<ErrorRecord> Errors { get; } = [];

    /// <summary>Its warnings.</summary>
    internal List<string> Warnings { get; } = [];

    /// <summary>Sorts one record from the command's output.</summary>
    internal void Take(PSObject row, Action<PSObject> take)
    {
        switch (row?.BaseObject)
        {
            case null:
                break;
            case ErrorRecord error:
                Errors.Add(error);
                break;
            case WarningRecord warning:
                Warnings.Add(warning.Message);
                break;
            default:
                take(row);
                break;
        }
    }
}
