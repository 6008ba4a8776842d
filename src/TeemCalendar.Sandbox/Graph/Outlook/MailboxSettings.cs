using System.Globalization;
using System.Text.Json.Nodes;
using TeemCalendar.Sandbox.State;
using TeemCalendar.Sandbox.Wire;

namespace TeemCalendar.Sandbox.Graph.Outlook;

/// <summary>A mailbox's regional settings.</summary>
internal static class MailboxSettings
{
    internal static WireAnswer Get(GraphCall call, Mailbox mailbox)
    {
        var settings = Json(mailbox);
        settings["@odata.context"] = call.Context($"users('{mailbox.OwnerId}')/mailboxSettings");
        return new(200, settings);
    }

    internal static WireAnswer Get(GraphCall call, Mailbox mailbox, string name)
    {
        var settings = Json(mailbox);
        if (!settings.TryGetPropertyValue(name, out var value)) throw GraphRefusal.NoSegment(name);
        return new(200, new JsonObject { ["@odata.context"] = call.Context($"users('{mailbox.OwnerId}')/mailboxSettings/{name}"), ["value"] = value?.DeepClone() });
    }

    // A resource mailbox has no zone or language until somebody sets one; that Graph then says UTC is inferred.
    static JsonObject Json(Mailbox mailbox) => new()
    {
        ["archiveFolder"] = null,
        ["timeZone"] = mailbox.TimeZone ?? "UTC",
        ["delegateMeetingMessageDeliveryOptions"] = "sendToDelegateOnly",
        ["dateFormat"] = mailbox.DateFormat ?? "",
        ["timeFormat"] = mailbox.TimeFormat ?? "",
        ["userPurpose"] = mailbox.RecipientTypeDetails switch { "RoomMailbox" => "room", "EquipmentMailbox" => "equipment", "SharedMailbox" => "shared", _ => "user" },
        ["automaticRepliesSetting"] = new JsonObject { ["status"] = "disabled", ["externalAudience"] = "all", ["internalReplyMessage"] = "", ["externalReplyMessage"] = "" },
        ["language"] = mailbox.Language is { } language ? new JsonObject { ["locale"] = language, ["displayName"] = CultureInfo.GetCultureInfo(language).EnglishName } : new JsonObject { ["locale"] = null, ["displayName"] = null },
        ["workingHours"] = WorkingHours(mailbox),
    };

    internal static JsonObject WorkingHours(Mailbox mailbox) => new()
    {
        ["daysOfWeek"] = new JsonArray("monday", "tuesday", "wednesday", "thursday", "friday"), ["startTime"] = "08:00:00.0000000", ["endTime"] = "17:00:00.0000000",
        ["timeZone"] = new JsonObject { ["name"] = mailbox.TimeZone ?? "UTC" },
    };
}
