using System.Management.Automation;

namespace TeemCalendar.Commands;

/// <summary>A word that means "not given": the empty cell of a CSV file, which PowerShell would take for the number 0, or Exchange's Unlimited.</summary>
[AttributeUsage(AttributeTargets.Property)]
sealed class NotGivenAttribute(string word) : ArgumentTransformationAttribute
{
    /// <summary>The word.</summary>
    public string Word => word;

    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) =>
        (inputData is PSObject wrapped ? wrapped.BaseObject : inputData) is string text && text.Trim().Equals(word, StringComparison.OrdinalIgnoreCase) ? null : inputData;
}
