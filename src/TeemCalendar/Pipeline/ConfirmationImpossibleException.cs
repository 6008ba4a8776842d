namespace TeemCalendar.Pipeline;

/// <summary>A change wants a person's yes and there is nobody to ask.</summary>
sealed class ConfirmationImpossibleException(Change change, Exception cause) : Exception($"'{change}' has to be confirmed, and this session cannot ask.", cause)
{
    /// <summary>The change.</summary>
    internal Change Change { get; } = change;
}
