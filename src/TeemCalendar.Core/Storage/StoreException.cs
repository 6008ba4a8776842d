namespace TeemCalendar.Core.Storage;

/// <summary>The store cannot be used as it is.</summary>
internal sealed class StoreException : TeemException
{
    StoreException(string id, TeemErrorKind kind, string message, string? target, string remedy, Exception? inner = null)
        : base(id, kind, message, target, remedy, inner: inner) { }

    public static StoreException Foreign(string path) =>
        new("StoreForeign", TeemErrorKind.InvalidInput, $"{path} is a SQLite database, but not one of TeemCalendar.", path, "Name another file.");

    public static StoreException NoDatabase(string path, Exception inner) =>
        new("StoreNoDatabase", TeemErrorKind.InvalidInput, $"{path} is not a SQLite database.", path, "Name another file.", inner);

    public static StoreException Newer(string path, int found, int known) =>
        new("StoreNewer", TeemErrorKind.NotSupported, $"{path} was written by a newer TeemCalendar: its version is {found}, and this module knows {known}.", path,
            "Update the module, or name another file: a new store is filled from the tenant.");

    public static StoreException Unusable(string path, Exception inner) =>
        new("StoreUnusable", TeemErrorKind.Unavailable, $"{path} cannot be opened as a store: {inner.Message.TrimEnd('.')}.", path, "Look who else has it open and whether you may write there.", inner);

    public static StoreException InUse(string path, string? holder) =>
        new("StoreInUse", TeemErrorKind.Conflict, $"The rooms of {path} are kept in step by {holder ?? "another process"}; two at once would only be in each other's way.", path,
            "Let that one do it, or end it first: Stop-TeemSync there, or stop its process. Reading what is stored works meanwhile.");

    public static StoreException CalendarRemoved() =>
        new("CalendarRemoved", TeemErrorKind.Conflict, "The calendar was removed while it was read.", null, "Import it again with Add-TeemRoomCalendar if that was not meant.");
}
