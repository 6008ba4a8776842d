using TeemCalendar.Sandbox.State;

namespace TeemCalendar.Sandbox.Exchange;

/// <summary>The routing hint of a request. A command that opens a mailbox runs where that mailbox is, and the hint says where.</summary>
internal static class AnchorMailbox
{
    /// <summary>Seen in clients: such commands need the anchor of that very mailbox. What happens otherwise is inferred: the command fails where it landed.</summary>
    internal static void Require(CommandContext context, Mailbox mailbox)
    {
        if (Names(context.Tenant, context.Anchor ?? "") != mailbox)
            throw ExchangeFault.Failed("Microsoft.Exchange.Data.Storage.WrongServerException",
                $"The mailbox '{mailbox.PrimarySmtpAddress}' isn't on this server. The X-AnchorMailbox header has to name the mailbox that the command opens.");
    }

    static Mailbox? Names(SandboxTenant tenant, string anchor)
    {
        var at = anchor.IndexOf(':', StringComparison.Ordinal);
        if (at < 0) return null;
        var (kind, value) = (anchor[..at].ToUpperInvariant(), anchor[(at + 1)..]);
        return kind switch
        {
            "UPN" or "AAD-UPN" or "SMTP" or "AAD-SMTP" => Identities.MailboxByAddress(tenant.State, value),
            "MBX" => Guid.TryParse(value.Split('@')[0], out var id) ? Identities.MailboxById(tenant.State, id) : null,
            _ => null,
        };
    }
}
