using System.Globalization;
using TeemCalendar.Sandbox.State;

namespace TeemCalendar.Sandbox.Exchange.Nouns;

/// <summary>Get- and Set-MailboxRegionalConfiguration. Both open the mailbox.</summary>
internal static class RegionalConfigurationCommands
{
    internal static IReadOnlyList<Func<Row>> Get(CommandContext c)
    {
        var mailbox = Open(c);
        var matches = mailbox.Language is { } language && FolderNames.Calendar(language) == mailbox.CalendarFolderName;
        return Rows.One(new Row().Text("DateFormat", mailbox.DateFormat).Text("Language", mailbox.Language).Flag("DefaultFolderNameMatchingUserLanguage", c.Args.Flag("VerifyDefaultFolderNameLanguage") && matches)
            .Text("TimeFormat", mailbox.TimeFormat).Text("TimeZone", mailbox.TimeZone).Text("Identity", mailbox.Name).Flag("IsValid", true).Text("ObjectState", "Unchanged"));
    }

    internal static IReadOnlyList<Func<Row>> Set(CommandContext c)
    {
        var mailbox = Open(c);
        var language = c.Args.Text("Language") ?? mailbox.Language;
        var date = c.Args.Has("DateFormat") ? c.Args.Text("DateFormat") : c.Args.Has("Language") ? null : mailbox.DateFormat;
        var time = c.Args.Has("TimeFormat") ? c.Args.Text("TimeFormat") : c.Args.Has("Language") ? null : mailbox.TimeFormat;
        // Documented: a format has to be one of the language.
        if (language is not null)
        {
            var format = CultureInfo.GetCultureInfo(language).DateTimeFormat;
            CheckFormat("DateFormat", date, format.GetAllDateTimePatterns('d'));
            CheckFormat("TimeFormat", time, format.GetAllDateTimePatterns('t'));
            date ??= format.ShortDatePattern;
            time ??= format.ShortTimePattern;
        }
        if (c.Args.Flag("LocalizeDefaultFolderName") && language is null)
            throw ExchangeFault.Failed("Microsoft.Exchange.Configuration.Tasks.TaskArgumentException", "The default folders can't be renamed because the mailbox has no language.");
        // Seen in many scripts: nothing for a zone takes it away.
        var zone = c.Args.Has("TimeZone") ? c.Args.Text("TimeZone") : mailbox.TimeZone;
        var folder = c.Args.Flag("LocalizeDefaultFolderName") ? FolderNames.Calendar(language!) : mailbox.CalendarFolderName;
        if ((mailbox.Language, mailbox.DateFormat, mailbox.TimeFormat, mailbox.TimeZone, mailbox.CalendarFolderName) == (language, date, time, zone, folder)) c.WarnUnchanged(mailbox.Name);
        else
        {
            (mailbox.Language, mailbox.DateFormat, mailbox.TimeFormat, mailbox.TimeZone, mailbox.CalendarFolderName) = (language, date, time, zone, folder);
            mailbox.Changed = c.Tenant.Now;
        }
        return Rows.None;
    }

    static Mailbox Open(CommandContext c) => Identities.Opened(c, c.Args.Required("Identity"));

    static void CheckFormat(string parameter, string? value, string[] valid)
    {
        // Spaces before am and pm differ between versions of the culture data.
        static string Plain(string format) => format.Replace('\u202f', ' ').Replace('\u00a0', ' ');
        if (value is not null && !valid.Select(Plain).Contains(Plain(value), StringComparer.Ordinal))
            throw ExchangeFault.Failed("Microsoft.Exchange.Data.DataValidationException", $"The {parameter} \"{value}\" isn't valid for the language. Valid formats: \"{string.Join("\", \"", valid)}\".");
    }
}
