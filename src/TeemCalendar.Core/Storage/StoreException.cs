namespace TeemCalendar.Core.Storage;

/// <summary>The store cannot be used as it is; the message says why and what to do.</summary>
internal sealed class StoreException(string message, Exception? cause = null) : TeemException("StoreUnusable", TeemErrorKind.InvalidInput, message, inner: cause);
