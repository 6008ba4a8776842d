using TeemCalendar.Core.Connection;
using TeemCalendar.Core.Exchange;

namespace TeemCalendar.Core.Guide;

/// <summary>What an account has on one room.</summary>
/// <param name="Mailbox">The room's address.</param>
/// <param name="Calendar">Its rights on the calendar; null when it has no entry there.</param>
/// <param name="Explicit">What it was given on the mailbox itself; null when it has no such entry, or nobody asked.</param>
/// <param name="Full">Whether it has full access to the mailbox, given or inherited; always false when nobody asked.</param>
/// <param name="Denied">Whether somebody denied it full access.</param>
/// <param name="Error">Why the room could not be read.</param>
internal sealed record RoomRights(string Mailbox, IReadOnlyList<string>? Calendar, IReadOnlyList<string>? Explicit = null, bool Full = false, bool Denied = false, TeemException? Error = null)
{
    // What Exchange documents as the contents of the role Editor, but for FolderVisible.
    static readonly string[] Editing = ["CreateItems", "DeleteAllItems", "DeleteOwnedItems", "EditAllItems", "EditOwnedItems", "ReadItems"];

    /// <summary>Whether it may edit the calendar: by a role, with delegate flags or without, or by single rights.</summary>
    internal bool Editor => Calendar is not null && (Calendar.Any(right => right is "Editor" or "PublishingEditor" or "Owner") || Editing.All(Calendar.Contains));
}

/// <summary>Reads what an account has on rooms.</summary>
/// <param name="tenant">The connection.</param>
/// <param name="login">The account's sign-in name.</param>
/// <param name="withMailbox">True to read its rights on the mailbox too.</param>
internal sealed class DelegateRights(Tenant tenant, string login, bool withMailbox)
{
    /// <summary>The rights on every room that is there, by the names under which the rooms were given; of what is no room, that it is none.</summary>
    internal async Task<IReadOnlyDictionary<string, RoomRights>> ReadAsync(IReadOnlyList<string> rooms, bool accountExists, CancellationToken cancel)
    {
        var found = await new RoomFinder(tenant).LookUpAsync(rooms, cancel).ConfigureAwait(false);
        var read = await Task.WhenAll(rooms.Where(r => !found.IsUnknown(r)).Distinct(StringComparer.OrdinalIgnoreCase).Select(async room => (Room: room, Rights: found.Find(room)?.Room.Mailbox is not { } mailbox ? new RoomRights(room, null, Error: found.Why(room))
            : accountExists ? await TryAsync(mailbox, cancel).ConfigureAwait(false) : new RoomRights(mailbox, null)))).ConfigureAwait(false);
        return read.ToDictionary(r => r.Room, r => r.Rights, StringComparer.OrdinalIgnoreCase);
    }

    async Task<RoomRights> TryAsync(string mailbox, CancellationToken cancel)
    {
        try { return await ReadAsync(mailbox, cancel).ConfigureAwait(false); }
        catch (TeemException error) { return new(mailbox, null, Error: error); }
    }

    async Task<RoomRights> ReadAsync(string mailbox, CancellationToken cancel)
    {
        var folder = await CalendarFolderAsync(tenant, mailbox, cancel).ConfigureAwait(false);
        IReadOnlyList<string>? rights = null;
        try
        {
            var rows = (await tenant.Exchange.InvokeAsync(AccessCommands.GetFolderPermissions(mailbox, folder, login), cancel).ConfigureAwait(false)).Rows;
            if (rows.Count > 0) rights = [.. rows.SelectMany(r => r.List("AccessRights"))];
        }
        catch (ExchangeException none) when (IsNoEntry(none)) { /* no entry, or an account that Exchange does not know yet */ }
        if (!withMailbox) return new(mailbox, rights);

        List<(IReadOnlyList<string> Rights, bool Deny, bool Inherited)> entries = [];
        try
        {
            entries = [.. (await tenant.Exchange.InvokeAsync(AccessCommands.GetMailboxPermissions(mailbox, login), cancel).ConfigureAwait(false)).Rows
                .Select(r => (r.List("AccessRights"), r.Flag("Deny") == true, r.Flag("IsInherited") == true))];
        }
        catch (ExchangeException none) when (none.Is("ManagementObjectNotFoundException")) { /* an account that Exchange does not know yet */ }
        bool Has(bool deny, bool inherited) => entries.Any(e => e.Deny == deny && e.Inherited == inherited && e.Rights.Any(a => a.Contains("FullAccess", StringComparison.Ordinal)));
        var own = entries.Where(e => !e.Deny && !e.Inherited).SelectMany(e => e.Rights).Distinct().ToList();
        // What was given or denied here goes before what is inherited, and a denial before a grant of the same kind.
        var denied = Has(deny: true, inherited: false);
        var full = !denied && (Has(deny: false, inherited: false) || (!Has(deny: true, inherited: true) && Has(deny: false, inherited: true)));
        return new(mailbox, rights, own.Count > 0 ? own : null, full, denied);
    }

    /// <summary>Whether Exchange says that somebody has no entry on a folder.</summary>
    internal static bool IsNoEntry(ExchangeException error) => error.Is("UserNotFoundInPermissionEntryException") || error.Is("InvalidExternalUserIdException");

    /// <summary>The calendar by its id: its name is in the mailbox's own language.</summary>
    internal static async Task<string> CalendarFolderAsync(Tenant tenant, string room, CancellationToken cancel)
    {
        var rows = (await tenant.Exchange.InvokeAsync(AccessCommands.GetCalendarFolder(room), cancel).ConfigureAwait(false)).Rows;
        return rows.Where(r => r.Text("FolderType") == "Calendar").Select(r => r.Text("FolderId")).FirstOrDefault()
            ?? throw new TeemException("CalendarNotFound", TeemErrorKind.NotFound, $"{room} has no calendar folder yet.", room, "A new mailbox takes some minutes; run the command again.");
    }
}
