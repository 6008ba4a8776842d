namespace TeemCalendar.Pipeline;

/// <summary>Something wants a person's yes and there is nobody to ask.</summary>
sealed class ConfirmationImpossibleException(string target, string what, Exception cause) : Exception($"'{what}' has to be confirmed, and this session cannot ask.", cause)
{
    /// <summary>What it would have been done to.</summary>
    internal string Target { get; } = target;
}
