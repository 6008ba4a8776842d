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
        foreach (var name in c.Args.Names.Where(n => n is not ("Identity" or "Confirm" or "WhatIf" or "Force"))) changed |= Apply(c, mailbox, user, name);
        if (changed) mailbox.Changed = c.Tenant.Now;
        else c.WarnUnchanged(mailbox.Name);
        return Rows.None;
    }

    static bool Apply(CommandContext c, Mailbox m, DirectoryUser user, string name)
    {
        switch (name)
        {
            case "DisplayName":
                return Change(m.DisplayName, c.Args.Required(name), v => m.DisplayName = user.DisplayName = v);
            case "Name":
                var wanted = c.Args.Required(name);
                if (c.State.Mailboxes.Find(wanted).Any(o => o != m && Identities.Same(o.Name, wanted))) throw ExchangeFault.AlreadyExists("object", wanted);
                return Change(m.Name, wanted, v => m.Name = v);
            case "Alias":
                Addresses.CheckAlias(c.Args.Required(name));
                return Change(m.Alias, c.Args.Required(name), v => m.Alias = user.MailNickname = v);
            case "HiddenFromAddressListsEnabled":
                return Change(m.Hidden, c.Args.Flag(name), v => m.Hidden = v);
            case "ResourceCapacity":
                return Change(m.ResourceCapacity, c.Args.Number(name), v => m.ResourceCapacity = v);
            case "AccountDisabled":
                return Change(!user.AccountEnabled, c.Args.Flag(name), v => user.AccountEnabled = !v);
            case "EnableRoomMailboxAccount":
                if (!m.IsRoom) throw ExchangeFault.Failed("Microsoft.Exchange.Configuration.Tasks.TaskArgumentException", "The EnableRoomMailboxAccount parameter can only be used on room mailboxes.");
                return Change(user.AccountEnabled && m.Settings.ContainsKey(name), c.Args.Flag(name), v =>
                {
                    user.AccountEnabled = v;
                    if (v) m.Settings[name] = "True";
                    else m.Settings.Remove(name);
                });
            case "RoomMailboxPassword" or "Password":
                return Change(user.Password, PasswordKey.Decrypt(c.Tenant, c.Args.Required(name)), v => user.Password = v);
            case "MicrosoftOnlineServicesID":
                Addresses.CheckFree(c, c.Args.Required(name), m);
                return Change(user.UserPrincipalName, c.Args.Required(name), v => user.UserPrincipalName = v);
            case "WindowsEmailAddress":
                return SetPrimary(c, m, user, c.Args.Required(name));
            case "EmailAddresses":
                return SetAddresses(c, m, user, c.Args.Change(name)!);
            case "Type":
                var type = c.Args.Required(name) switch { "Room" or "Workspace" or "Desk" => "RoomMailbox", "Equipment" => "EquipmentMailbox", "Shared" => "SharedMailbox", _ => "UserMailbox" };
                return Change(m.RecipientTypeDetails, type, v =>
                {
                    m.RecipientTypeDetails = v;
                    m.ResourceType = v switch { "RoomMailbox" => "Room", "EquipmentMailbox" => "Equipment", _ => null };
                });
        }
        if (name.StartsWith("CustomAttribute", StringComparison.Ordinal) && int.TryParse(name["CustomAttribute".Length..], NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return Change(m.CustomAttributes.GetValueOrDefault(number, ""), c.Args.Text(name) ?? "", v =>
            {
                if (v.Length == 0) m.CustomAttributes.Remove(number);
                else m.CustomAttributes[number] = v;
            });
        var text = c.Args.Change(name) is { } list ? string.Join('\n', list.Apply(m.Settings.GetValueOrDefault(name, "").Split('\n', StringSplitOptions.RemoveEmptyEntries))) : c.Args.Text(name) ?? "";
        return Change(m.Settings.GetValueOrDefault(name, ""), text, v => m.Settings[name] = v);
    }

    static bool SetPrimary(CommandContext c, Mailbox m, DirectoryUser user, string address)
    {
        Addresses.CheckFree(c, address, m);
        if (Identities.Same(m.PrimarySmtpAddress, address)) return false;
        m.EmailAddresses = [$"SMTP:{address}", .. m.EmailAddresses.Where(a => !Identities.Same(a, $"smtp:{address}")).Select(a => a.StartsWith("SMTP:", StringComparison.Ordinal) ? $"smtp:{a[5..]}" : a)];
        m.PrimarySmtpAddress = address;
        user.Mail = address;
        return true;
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
        m.EmailAddresses = wanted;
        m.PrimarySmtpAddress = primary[5..];
        user.Mail = m.PrimarySmtpAddress;
        return true;
    }

    static bool Change<T>(T before, T after, Action<T> set)
    {
        if (EqualityComparer<T>.Default.Equals(before, after)) return false;
        set(after);
        return true;
    }
}
