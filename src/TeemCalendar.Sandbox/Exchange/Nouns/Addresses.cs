using System.Text;
using TeemCalendar.Sandbox.State;

namespace TeemCalendar.Sandbox.Exchange.Nouns;

/// <summary>Rules for aliases and addresses of recipients.</summary>
internal static class Addresses
{
    /// <summary>Documented: spaces go, other characters that an alias cannot have become question marks.</summary>
    internal static string AliasOf(string name)
    {
        var alias = new StringBuilder();
        foreach (var c in name)
            if (!char.IsWhiteSpace(c)) alias.Append(IsAliasCharacter(c) ? c : '?');
        return alias.ToString();
    }

    internal static void CheckAlias(string alias)
    {
        if (alias.Length is 0 or > 64 || alias.StartsWith('.') || alias.EndsWith('.') || alias.Contains("..", StringComparison.Ordinal) || !alias.All(c => IsAliasCharacter(c) || c == '?'))
            throw ExchangeFault.Failed("Microsoft.Exchange.Data.DataValidationException", $"The Alias property contains characters that aren't valid: '{alias}'.");
    }

    /// <summary>Seen: an address that anybody has is refused, and so is a domain that is not accepted (that one's class is inferred).</summary>
    internal static void CheckFree(CommandContext c, string address, object? owner = null)
    {
        if (!ParameterBinder.IsAddress(address)) throw ExchangeFault.Failed("Microsoft.Exchange.Data.DataValidationException", $"The email address \"{address}\" isn't correct.");
        var domain = address[(address.LastIndexOf('@') + 1)..];
        if (!c.State.IsAcceptedDomain(domain))
            throw ExchangeFault.Failed("Microsoft.Exchange.Data.Directory.NotAcceptedDomainException", $"You can't use the domain '{domain}' because it's not an accepted domain for your organization.");
        if (c.State.FindAddress(address) is { } other && other != owner
            || c.State.FindUser(address) is { } user && (owner as Mailbox)?.OwnerId != user.Id)
            throw ExchangeFault.Failed("Microsoft.Exchange.Management.Tasks.WLCDManagedMemberExistsException",
                $"The proxy address \"SMTP:{address}\" is already being used by the proxy addresses or LegacyExchangeDN. Please choose another proxy address.", "ExB10BE9");
    }

    /// <summary>The address that a recipient gets from its alias in the default domain.</summary>
    internal static string Default(CommandContext c, string alias)
    {
        var local = alias.Replace("?", "", StringComparison.Ordinal).Trim('.');
        return $"{(local.Length == 0 ? c.Tenant.NewGuid().ToString("N") : local)}@{c.State.Domains[0]}";
    }

    static bool IsAliasCharacter(char c) => char.IsAsciiLetterOrDigit(c) || "!#$%&'*+-/=?^_`{|}~.".Contains(c, StringComparison.Ordinal);
}
