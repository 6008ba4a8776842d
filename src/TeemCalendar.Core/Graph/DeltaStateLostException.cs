namespace TeemCalendar.Core.Graph;

/// <summary>Graph no longer knows where a delta read goes on: the whole window has to be read again.</summary>
internal sealed class DeltaStateLostException(Exception cause) : Exception("The calendar's delta state is no longer known to Microsoft Graph.", cause);
