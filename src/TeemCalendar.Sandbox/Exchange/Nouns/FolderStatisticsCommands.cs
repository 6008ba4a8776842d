using TeemCalendar.Sandbox.Calendars;

namespace TeemCalendar.Sandbox.Exchange.Nouns;

/// <summary>Get-MailboxFolderStatistics. Folder types stay English where names are localised (seen), so that they find the calendar.</summary>
internal static class FolderStatisticsCommands
{
    internal static IReadOnlyList<Func<Row>> Get(CommandContext c)
    {
        var mailbox = Identities.Opened(c, c.Args.Required("Identity"));
        var scope = c.Args.Text("FolderScope") ?? "All";
        List<(string Path, string Type)> folders = [("/" + mailbox.CalendarFolderName, "Calendar")];
        // A person's calendar has a folder below it that is no calendar to use.
        if (mailbox.ResourceType is null) folders.Add(($"/{mailbox.CalendarFolderName}/Birthdays", "BirthdayCalendar"));
        if (scope == "All") folders.InsertRange(0, [("/Top of Information Store", "Root"), ("/Inbox", "Inbox"), ("/Sent Items", "SentItems"), ("/Deleted Items", "DeletedItems")]);
        else if (scope != "Calendar") folders = scope is "Inbox" or "DeletedItems" or "SentItems" ? [("/" + scope.Replace("Items", " Items", StringComparison.Ordinal), scope)] : [];
        var calendar = MailboxCalendar.Open(c.Tenant, mailbox).State;
        return Rows.Of(folders, f =>
        {
            var items = f.Type switch { "Calendar" => calendar.Items.Count, "DeletedItems" => calendar.Deleted, "SentItems" => c.State.SentMail.Count(m => m.SenderId == mailbox.OwnerId && m.Saved), _ => 0 };
            var name = f.Path[(f.Path.LastIndexOf('/') + 1)..];
            return new Row().Date("Date", mailbox.Created).Date("CreationTime", mailbox.Created).Date("LastModifiedTime", mailbox.Changed).Text("Name", name).Text("FolderPath", f.Path)
                .Text("FolderId", f.Type == "Calendar" ? MailboxFolders.CalendarId(mailbox) : MailboxFolders.Id(mailbox, f.Path)).Text("FolderType", f.Type).Number("ItemsInFolder", items).Number("DeletedItemsInFolder", 0)
                .Text("FolderSize", "0 B (0 bytes)").Number("ItemsInFolderAndSubfolders", items).Text("FolderAndSubfolderSize", "0 B (0 bytes)")
                .Text("Identity", $"{mailbox.Name}{f.Path.Replace('/', '\\')}").Flag("IsValid", true);
        });
    }
}
