using System.Management.Automation;

namespace TeemCalendar.Commands;

/// <summary>Takes Exchange's word Unlimited for a number.</summary>
[AttributeUsage(AttributeTargets.Property)]
sealed class UnlimitedAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) =>
        (inputData is PSObject wrapped ? wrapped.BaseObject : inputData) is string text && text.Equals("Unlimited", StringComparison.OrdinalIgnoreCase) ? int.MaxValue : inputData;
}
