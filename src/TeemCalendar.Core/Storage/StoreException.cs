namespace TeemCalendar.Core.Storage;

/// <summary>The store cannot be used as it is; the message says why and what to do.</summary>
internal sealed class StoreException : Exception
{
    public StoreException(string message) : base(message) { }

    public StoreException(string message, Exception cause) : base(message, cause) { }
}
