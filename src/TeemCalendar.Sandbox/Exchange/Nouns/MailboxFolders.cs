using System.Security.Cryptography;
using System.Text;
using TeemCalendar.Sandbox.State;

namespace TeemCalendar.Sandbox.Exchange.Nouns;

/// <summary>The calendar folder of a mailbox, as a folder parameter names it.</summary>
internal static class MailboxFolders
{
    /// <summary>The mailbox before the colon; behind it must be its calendar, by its own, perhaps localised, name or by its id.</summary>
    internal static Mailbox OpenCalendar(CommandContext c)
    {
        var identity = c.Args.Required("Identity");
        var colon = identity.IndexOf(':', StringComparison.Ordinal);
        var mailbox = Identities.Opened(c, colon < 0 ? identity : identity[..colon]);
        var folder = colon < 0 ? "" : identity[(colon + 1)..];
        var isCalendar = folder.StartsWith('\\') ? Identities.Same(folder[1..], mailbox.CalendarFolderName) : folder == CalendarId(mailbox);
        return isCalendar ? mailbox : throw ExchangeFault.NotFound(identity);
    }

    internal static string CalendarId(Mailbox mailbox) => Id(mailbox, "calendar");

    internal static string Id(Mailbox mailbox, string folder) =>
        Convert.ToBase64String([.. new byte[] { 0x2e, 0, 0, 0, 0 }, .. SHA256.HashData(Encoding.UTF8.GetBytes($"{mailbox.ExchangeGuid}/{folder}")), .. new byte[] { 0, 0, 1 }]);
}
