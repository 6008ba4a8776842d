using System.Collections;
using System.Management.Automation;
using System.Net.Mail;
using System.Text.RegularExpressions;

namespace TeemCalendar.Pipeline;

/// <summary>Takes a room's address from whatever stands for the room: text, this module's own records, and objects of Exchange, Graph and CSV files.</summary>
/// <remarks>
/// PowerShell itself would bind an object that it does not know as the text <c>@{Name=...}</c>. Here its address is taken from the property that
/// holds one, and an object without such a property is an error that names what is missing. A display name is never taken for an address: Get-Place gives the room's address as
/// its Identity and no other, most commands of Exchange give a name there.
/// </remarks>
[AttributeUsage(AttributeTargets.Property)]
sealed partial class MailboxAttribute : ArgumentTransformationAttribute
{
    /// <summary>The properties that hold an address, most telling first. The aliases of every <c>-Mailbox</c> are these, without the first.</summary>
    internal static readonly string[] Properties =
        ["Mailbox", "PrimarySmtpAddress", "EmailAddress", "Email", "RoomEmail", "Mail", "WindowsEmailAddress", "UserPrincipalName"];

    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        if (inputData is null)
            return null;
        var mailboxes = new List<string>();
        Collect(inputData, mailboxes);
        // One as text, so that a parameter that takes one room takes it as it is.
        return mailboxes.Count == 1 ? mailboxes[0] : mailboxes.ToArray();
    }

    static void Collect(object input, List<string> mailboxes)
    {
        switch (input is PSObject wrapped ? wrapped.BaseObject : input)
        {
            case string text:
                // A list of rooms is often one cell or one line.
                mailboxes.AddRange(text.Split([',', ';', '\r', '\n'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
                break;
            case Array or ArrayList or IList { Count: > 0 }:
                foreach (var item in (IEnumerable)(input is PSObject list ? list.BaseObject : input))
                    if (item is not null)
                        Collect(item, mailboxes);
                break;
            case var room:
                mailboxes.Add(OwnRecord(room) ?? Text(room) ?? FromProperty(PSObject.AsPSObject(input)) ?? throw NoAddress(PSObject.AsPSObject(input)));
                break;
        }
    }

    static string? OwnRecord(object record) => record switch
    {
        Room r => r.Mailbox,
        RoomCalendar r => r.Mailbox,
        RoomSetting r => r.Mailbox,
        Reservation r => r.Mailbox,
        SyncResult r => r.Mailbox,
        SyncState r => r.Mailbox,
        LocalChange r => r.Mailbox,
        AccessGrant { Mailbox: { } mailbox } => mailbox,
        // What is left of our own records is about accounts, applications and scopes: their addresses are no rooms.
        _ when record.GetType().Assembly == typeof(Room).Assembly => throw NoAddress(PSObject.AsPSObject(record)),
        _ => null,
    };

    static string? FromProperty(PSObject room)
    {
        foreach (var name in Properties)
            if (ValueOf(room, name) is { } value && Text(value is PSObject wrapped ? wrapped.BaseObject : value) is { } address)
                return address;
        return ValueOf(room, "Identity") is { } identity && $"{identity}" is var text && OneAddress().IsMatch(text) ? text : null;
    }

    static object? ValueOf(PSObject room, string property)
    {
        if (room.BaseObject is IDictionary row)
            return row.Contains(property) ? row[property] : null;
        try
        {
            return room.Properties[property]?.Value;
        }
        catch (GetValueException)
        {
            return null;   // a property that throws holds no address
        }
    }

    // Exchange's and .NET's address types are not strings, but their text is one address; a custom object's text is its display name or all of it.
    static string? Text(object value) => value switch
    {
        string text => string.IsNullOrWhiteSpace(text) ? null : text.Trim(),
        MailAddress mail => mail.Address,
        PSCustomObject or IDictionary => null,
        _ => value.ToString() is { } text && OneAddress().IsMatch(text) ? text : null,
    };

    static ArgumentTransformationMetadataException NoAddress(PSObject room) =>
        new($"{TypeName(room)} has no room address: none of its properties {string.Join(", ", Properties[..^1])} or {Properties[^1]} holds one, nor does Identity. Its display name is not taken for an address.");

    static string TypeName(PSObject room) => room.BaseObject is PSCustomObject or IDictionary ? $"An object with the properties {Names(room)}" : $"A {room.BaseObject.GetType().Name}";

    static string Names(PSObject room)
    {
        var names = room.BaseObject is IDictionary row ? row.Keys.Cast<object>().Select(k => $"{k}") : room.Properties.Select(p => p.Name);
        return string.Join(", ", names.Take(6));
    }

    [GeneratedRegex(@"^[^\s@{}<>;,=]+@[^\s@{}<>;,=]+$", RegexOptions.CultureInvariant)]
    private static partial Regex OneAddress();
}
