using System.Globalization;
using TeemCalendar.Sandbox.State;

namespace TeemCalendar.Sandbox.Exchange.Nouns;

/// <summary>Set-Mailbox. What the tenant understands is changed where it belongs; the rest is kept and shown.</summary>
internal static class SetMailbox
{
    internal static IReadOnlyList<Func<Row>> Run(CommandContext c)
    {
        var mailbox = Identities.Mailbox(c.Tenant, c.Args.Required("Identity"));
        OnPremises.RefuseSettings(c, mailbox);
        var user = c.State.Users[mailbox.OwnerId];
        var changed = false;
        foreach (var name in c.Settings) changed |= Apply(c, mailbox, user, name);
        if (changed) mailbox.Changed = c.Tenant.Now;
        else c.WarnUnchanged(mailbox.Name);
        return Rows.None;
    }

    static bool Apply(CommandContext c, Mailbox m, DirectoryUser user, string name)
    {
        switch (name)
        {
            case "DisplayName":
                return c.Change(m.DisplayName, c.Args.Required(name), v => m.DisplayName = user.DisplayName = v);
            case "Name":
                var wanted = c.Args.Required(name);
                if (c.State.Mailboxes.Find(wanted).Any(o => o != m && Identities.Same(o.Name, wanted))) throw ExchangeFault.AlreadyExists("object", wanted);
                return c.Change(m.Name, wanted, v => m.Name = v);
            case "Alias":
                Addresses.CheckAlias(c.Args.Required(name));
                return c.Change(m.Alias, c.Args.Required(name), v => m.Alias = user.MailNickname = v);
            case "HiddenFromAddressListsEnabled":
                return c.Change(m.Hidden, c.Args.Flag(name), v => m.Hidden = v);
            case "ResourceCapacity":
                return c.Change(m.ResourceCapacity, PlaceCommands.Capacity(c), v => m.ResourceCapacity = v);
            case "AccountDisabled":
                return c.Change(!user.AccountEnabled, c.Args.Flag(name), v => user.AccountEnabled = !v);
            case "EnableRoomMailboxAccount":
                if (!m.IsRoom) throw ExchangeFault.Failed("Microsoft.Exchange.Configuration.Tasks.TaskArgumentException", "The EnableRoomMailboxAccount parameter can only be used on room mailboxes.");
                return c.Change(user.AccountEnabled && m.Settings.ContainsKey(name), c.Args.Flag(name), v =>
                {
                    user.AccountEnabled = v;
                    if (v) m.Settings[name] = "True";
                    else m.Settings.Remove(name);
                });
            case "RoomMailboxPassword" or "Password":
                return c.Change(user.Password, PasswordKey.Decrypt(c.Tenant, c.Args.Required(name)), v => user.Password = v);
            case "MicrosoftOnlineServicesID":
                Addresses.CheckFree(c, c.Args.Required(name), m);
                return c.Change(user.UserPrincipalName, c.Args.Required(name), v => user.UserPrincipalName = v);
            case "WindowsEmailAddress":
                return SetPrimary(c, m, user, c.Args.Required(name));
            case "EmailAddresses":
                return SetAddresses(c, m, user, c.Args.Change(name)!);
            case "Type":
                // Documented: workspaces and desks are rooms of another resource type.
                var (details, resource) = c.Args.Required(name) switch { "Equipment" => ("EquipmentMailbox", "Equipment"), "Shared" => ("SharedMailbox", null), "Regular" => ("UserMailbox", null), var room => ("RoomMailbox", room) };
                return c.Change((m.RecipientTypeDetails, m.ResourceType), (details, resource), v => (m.RecipientTypeDetails, m.ResourceType) = v);
        }
        if (name.StartsWith("CustomAttribute", StringComparison.Ordinal) && int.TryParse(name["CustomAttribute".Length..], NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return c.Change(m.CustomAttributes.GetValueOrDefault(number, ""), c.Args.Text(name) ?? "", v =>
            {
                if (v.Length == 0) m.CustomAttributes.Remove(number);
                else m.CustomAttributes[number] = v;
            });
        var text = c.Args.Change(name) is { } list ? string.Join('\n', list.Apply(m.Settings.GetValueOrDefault(name, "").Split('\n', StringSplitOptions.RemoveEmptyEntries))) : c.Args.Text(name) ?? "";
        return c.Change(m.Settings.GetValueOrDefault(name, ""), text, v => m.Settings[name] = v);
    }

    static bool SetPrimary(CommandContext c, Mailbox m, DirectoryUser user, string address)
    {
        Addresses.CheckFree(c, address, m);
        return !Identities.Same(m.PrimarySmtpAddress, address) && SetAll(c, m, user,
            [$"SMTP:{address}", .. m.EmailAddresses.Where(a => !Identities.Same(a, $"smtp:{address}")).Select(a => a.StartsWith("SMTP:", StringComparison.Ordinal) ? $"smtp:{a[5..]}" : a)], address);
    }

    /// <summary>Documented: SMTP: marks the primary address, smtp: another one; an address without a prefix is another one.</summary>
    static bool SetAddresses(CommandContext c, Mailbox m, DirectoryUser user, ListChange change)
    {
        static string Prefixed(string a) => a.Contains(':', StringComparison.Ordinal) ? a : $"smtp:{a}";
        var wanted = new ListChange(change.Replace?.Select(Prefixed).ToList(), [.. change.Add.Select(Prefixed)], [.. change.Remove.Select(Prefixed)]).Apply(m.EmailAddresses);
        foreach (var added in wanted.Where(a => a.StartsWith("smtp:", StringComparison.OrdinalIgnoreCase) && !m.EmailAddresses.Contains(a, StringComparer.OrdinalIgnoreCase))) Addresses.CheckFree(c, added[5..], m);
        // An added primary address takes the place of the one before.
        var primaries = wanted.Where(a => a.StartsWith("SMTP:", StringComparison.Ordinal)).ToList();
        if (primaries.Count == 0) throw ExchangeFault.Failed("Microsoft.Exchange.Data.DataValidationException", "A recipient must have a primary SMTP address.");
        var primary = primaries[^1];
        wanted = [.. wanted.Select(a => a.StartsWith("SMTP:", StringComparison.Ordinal) && a != primary ? $"smtp:{a[5..]}" : a)];
        if (wanted.SequenceEqual(m.EmailAddresses)) return false;
        return SetAll(c, m, user, wanted, primary[5..]);
    }

    static bool SetAll(CommandContext c, Mailbox m, DirectoryUser user, List<string> addresses, string primary)
    {
        c.Changes.Add(() =>
        {
            m.EmailAddresses = addresses;
            m.PrimarySmtpAddress = primary;
            user.Mail = primary;
        });
        return true;
    }
}
