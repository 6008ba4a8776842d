namespace TeemCalendar.Sandbox.Exchange.Nouns;

/// <summary>Get- and Set-MailboxCalendarFolder: whether a calendar is published to everybody who knows its address. Both open the mailbox.</summary>
internal static class CalendarFolderCommands
{
    const string Noun = "MailboxCalendarFolder";

    internal static IReadOnlyList<Func<Row>> Get(CommandContext c)
    {
        var mailbox = MailboxFolders.OpenCalendar(c);
        var published = mailbox.Publishing.GetValueOrDefault("PublishEnabled") == "True";
        // The addresses' form is inferred; they are there while the calendar is published (documented).
        string? Url(string kind) => published ? $"https://outlook.office365.com/owa/calendar/{mailbox.ExchangeGuid:N}@{c.State.Domains[0]}/{SandboxTenant.GuidOf($"{mailbox.ExchangeGuid}/{mailbox.Publishing.GetValueOrDefault("Secret")}"):N}/calendar.{kind}" : null;
        return Rows.One(SettingTable.Append(new Row().Text("Identity", $"{mailbox.Name}:\\{mailbox.CalendarFolderName}"), Noun, mailbox.Publishing)
            .Text("PublishedCalendarUrl", Url("html")).Text("PublishedICalUrl", Url("ics")).Flag("ExtendedFolderFlags", null).Flag("IsValid", true).Text("ObjectState", "Unchanged"));
    }

    internal static IReadOnlyList<Func<Row>> Set(CommandContext c)
    {
        var mailbox = MailboxFolders.OpenCalendar(c);
        var changed = false;
        foreach (var name in c.Settings.Where(n => n is not ("ResetUrl" or "UseHttps"))) changed |= SettingTable.Keep(c, Noun, mailbox.Publishing, name);
        if (c.Args.Flag("ResetUrl"))
        {
            c.Changes.Add(() => mailbox.Publishing["Secret"] = c.Tenant.NewGuid().ToString());
            changed = true;
        }
        if (changed) mailbox.Changed = c.Tenant.Now;
        else c.WarnUnchanged(mailbox.Name);
        return Rows.None;
    }
}
