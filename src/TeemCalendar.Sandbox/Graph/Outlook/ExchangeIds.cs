using System.Text.Json.Nodes;
using TeemCalendar.Sandbox.Calendars;
using TeemCalendar.Sandbox.Graph.Directory;
using TeemCalendar.Sandbox.Graph.OData;
using TeemCalendar.Sandbox.Graph.Schema;
using TeemCalendar.Sandbox.Wire;

namespace TeemCalendar.Sandbox.Graph.Outlook;

/// <summary>translateExchangeIds: one item's id in another form. It asks for a permission on users, not on calendars (documented).</summary>
internal static class ExchangeIds
{
    const int Limit = 1000;

    internal static WireAnswer Translate(GraphCall call, string user)
    {
        if (call.Caller.UserId is { } me && call.State.FindUser(user)?.Id == me) DirectoryAccess.ReadSelf(call);
        else DirectoryAccess.ReadUsers(call);
        var owner = (call.State.FindUser(user) ?? throw GraphRefusal.InvalidUser(user)).Id;
        var body = BodyReader.ReadAction(call.Request, "RequestBodyRead", ("InputIds", new('s', null, true)), ("SourceIdType", new('.', "exchangeIdFormat", false)), ("TargetIdType", new('.', "exchangeIdFormat", false)));
        if (body["InputIds"] is not JsonArray ids || body["SourceIdType"].Text() is not { } source || body["TargetIdType"].Text() is not { } target)
            throw GraphRefusal.InvalidRequest("InputIds, SourceIdType and TargetIdType are needed.");
        if (ids.Count > Limit) throw new GraphRefusal(400, "ErrorInvalidParameter", $"At most {Limit} ids can be translated at once.");
        return new(200, new JsonObject
        {
            ["@odata.context"] = call.Context("Collection(microsoft.graph.convertIdResult)"),
            ["value"] = Row.Array(ids.Select(id => (JsonNode?)One(owner, id.Text()!, source, target))),
        });
    }

    static JsonObject One(Guid owner, string id, string source, string target)
    {
        // Whether the item is there is not looked at: an id says what it means by itself (inferred).
        if (ItemId.Read(Inner(id, source)) is { } item && item.Owner == owner) return new() { ["sourceId"] = id, ["targetId"] = Outer(item, target) };
        return new() { ["sourceId"] = id, ["errorDetails"] = new JsonObject { ["code"] = "ErrorInvalidIdMalformed", ["message"] = "Id is malformed." } };
    }

    static string Outer(ItemId item, string format)
    {
        var text = item.Text(immutable: format is "immutableEntryId" or "restImmutableEntryId");
        return format switch { "ewsId" => text.Replace('-', '+').Replace('_', '/'), "entryId" or "immutableEntryId" => text.TrimEnd('=') + text.Count(c => c == '='), _ => text };
    }

    /// <summary>The binary forms end in the number of padding characters that were taken off (documented).</summary>
    static string Inner(string text, string format) => format switch
    {
        "ewsId" => text.Replace('+', '-').Replace('/', '_'),
        "entryId" or "immutableEntryId" when text.Length > 0 && text[^1] is >= '0' and <= '2' => text[..^1] + new string('=', text[^1] - '0'),
        _ => text,
    };
}
