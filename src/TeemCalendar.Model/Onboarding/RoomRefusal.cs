namespace TeemCalendar;

/// <summary>A row of a room list that could not be taken.</summary>
/// <param name="Line">The line in the file where the row begins; the header is line 1.</param>
/// <param name="Column">The column at fault, by its header; null when it is the row.</param>
/// <param name="Value">What stood there, shortened.</param>
/// <param name="Reason">What is wrong and what is expected.</param>
public sealed record RoomRefusal(int Line, string? Column, string? Value, string Reason)
{
    /// <inheritdoc/>
    public override string ToString() => $"line {Line}: {(Column is null ? "" : Column + ": ")}{Reason}{(string.IsNullOrEmpty(Value) ? "" : $" (found '{Value}')")}";
}
