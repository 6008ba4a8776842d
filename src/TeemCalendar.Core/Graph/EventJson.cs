using System.Text;
using System.Text.Json;
using Microsoft.Graph.Models.ODataErrors;
using Microsoft.Kiota.Abstractions;
using Microsoft.Kiota.Abstractions.Serialization;

namespace TeemCalendar.Core.Graph;

/// <summary>Graph's events as they come over the wire, of which only what is kept is looked at.</summary>
/// <remarks>
/// The SDK makes objects of all that an event says, body and attendees with it: a hundred kilobytes and half a millisecond each (measured), for a dozen values that are kept. And it gives up
/// the whole page, and with it the room, for something in one event: half an emoji where a preview was cut off, a date that is none.
/// </remarks>
internal static class EventJson
{
    static readonly Dictionary<string, ParsableFactory<IParsable>> Refusals = new() { ["XXX"] = ODataError.CreateFromDiscriminatorValue };

    /// <summary>Asks, and takes the answer as it is.</summary>
    /// <param name="adapter">The way to Graph.</param>
    /// <param name="request">The request.</param>
    /// <param name="cancel">Ends it.</param>
    public static async Task<JsonDocument> AskAsync(IRequestAdapter adapter, RequestInformation request, CancellationToken cancel)
    {
        using var answer = await adapter.SendPrimitiveAsync<Stream>(request, Refusals, cancel).ConfigureAwait(false) ?? throw new InvalidOperationException("Microsoft Graph's answer was empty.");
        return await JsonDocument.ParseAsync(answer, cancellationToken: cancel).ConfigureAwait(false);
    }

    /// <summary>The events of a page.</summary>
    /// <param name="page">The page.</param>
    public static IReadOnlyList<CalendarItem> ReadAll(JsonElement page) =>
        Member(page, "value") is { ValueKind: JsonValueKind.Array } events ? events.EnumerateArray().Select(Read).ToList() : [];

    /// <summary>Reads one event. It never throws for what an event says: one that makes no sense says so in <see cref="CalendarItem.Problem"/>.</summary>
    /// <param name="json">Graph's event.</param>
    public static CalendarItem Read(JsonElement json)
    {
        if (Member(json, "@removed") is not null)
            return new() { Id = Text(json, "id") ?? "", Kind = CalendarItemKind.Removed };
        var organizer = Member(Member(json, "organizer"), "emailAddress");
        return CalendarItemReader.Read(new EventFields
        {
            Id = Text(json, "id") ?? "",
            Type = Text(json, "type"),
            SeriesId = Text(json, "seriesMasterId"),
            ICalUId = Text(json, "iCalUId"),
            Subject = Text(json, "subject"),
            Organizer = Text(organizer, "name"),
            OrganizerAddress = Text(organizer, "address"),
            Sensitivity = Text(json, "sensitivity"),
            ShowAs = Text(json, "showAs"),
            IsCancelled = Flag(json, "isCancelled"),
            IsAllDay = Flag(json, "isAllDay"),
            Start = Time(json, "start"),
            End = Time(json, "end"),
            OriginalStart = Text(json, "originalStart"),
        });
    }

    /// <summary>The text of a property; null where there is none.</summary>
    /// <param name="json">An object, or not.</param>
    /// <param name="name">The property's name.</param>
    public static string? Text(JsonElement? json, string name)
    {
        if (Member(json, name) is not { ValueKind: JsonValueKind.String } value)
            return null;
        try
        {
            return value.GetString();
        }
        // Half of a character.
        catch (InvalidOperationException)
        {
            using var whole = JsonDocument.Parse(WholeCharacters(value.GetRawText()));
            return whole.RootElement.GetString();
        }
    }

    static bool? Flag(JsonElement json, string name) => Member(json, name)?.ValueKind switch { JsonValueKind.True => true, JsonValueKind.False => false, _ => null };

    static (string Text, string? Zone)? Time(JsonElement json, string name) =>
        Member(json, name) is { } time && Text(time, "dateTime") is { } text ? (text, Text(time, "timeZone")) : null;

    static JsonElement? Member(JsonElement? json, string name) => json is { ValueKind: JsonValueKind.Object } map && map.TryGetProperty(name, out var value) ? value : null;

    /// <summary>Puts the replacement character for each escaped half of a character whose other half is missing.</summary>
    static string WholeCharacters(string json)
    {
        var whole = new StringBuilder(json);
        for (var at = json.IndexOf('\\', StringComparison.Ordinal); at >= 0 && at < json.Length; at = json.IndexOf('\\', at))
        {
            if (Escaped(json, at) is not { } half || !char.IsSurrogate(half))
                at += 2;
            else if (char.IsHighSurrogate(half) && Escaped(json, at + 6) is { } other && char.IsLowSurrogate(other))
                at += 12;
            else
            {
                whole.Remove(at + 2, 4).Insert(at + 2, "FFFD");
                at += 6;
            }
            if (at >= json.Length)
                break;
        }
        return whole.ToString();
    }

    static char? Escaped(string json, int at) =>
        at + 6 <= json.Length && json[at] == '\\' && json[at + 1] == 'u' && ushort.TryParse(json.AsSpan(at + 2, 4), System.Globalization.NumberStyles.AllowHexSpecifier, null, out var code) ? (char)code : null;
}
