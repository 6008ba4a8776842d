using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace TeemCalendar.Core.Sync.Notifications;

/// <summary>Reads what was posted to the address of the notifications. Anybody can post there: what does not carry the secret counts for nothing.</summary>
/// <param name="clientState">The secret that every subscription was made with.</param>
/// <param name="roomOf">The room of a subscription of ours; null for any other.</param>
internal sealed class NotificationReader(string clientState, Func<Guid, Guid?> roomOf)
{
    /// <summary>A notification is some hundred bytes, and Microsoft sends them in small batches.</summary>
    public const int LongestBody = 1024 * 1024;

    static readonly JsonDocumentOptions Strict = new() { MaxDepth = 16 };

    readonly byte[] secret = Encoding.UTF8.GetBytes(clientState);

    /// <summary>What the body tells of our rooms. Null when it is no notification at all; entries that are forged or of another's subscription are left out.</summary>
    /// <remarks>Microsoft may send one body for several subscriptions, some of which a killed process has left: a stranger's entry does not spoil the others.</remarks>
    /// <param name="body">The body as it came.</param>
    public IReadOnlyList<RoomNotice>? Read(ReadOnlyMemory<byte> body)
    {
        if (body.Length > LongestBody)
            return null;
        try
        {
            using var document = JsonDocument.Parse(body, Strict);
            return document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("value", out var entries) && entries.ValueKind == JsonValueKind.Array
                ? [.. entries.EnumerateArray().Select(Entry).OfType<RoomNotice>()]
                : null;
        }
        // InvalidOperationException: a text whose escapes make no characters.
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    RoomNotice? Entry(JsonElement entry)
    {
        if (entry.ValueKind != JsonValueKind.Object || !IsOurs(Text(entry, "clientState")))
            return null;
        if (!Guid.TryParse(Text(entry, "subscriptionId"), out var subscription) || roomOf(subscription) is not { } room)
            return null;
        return Kind(Text(entry, "lifecycleEvent")) is { } kind ? new(room, subscription, kind) : null;
    }

    /// <summary>How long it takes must not tell how much of a guess was right.</summary>
    bool IsOurs(string? given) => given is not null && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given), secret);

    static RoomNoticeKind? Kind(string? lifecycleEvent) => lifecycleEvent switch
    {
        null => RoomNoticeKind.Changed,
        "missed" => RoomNoticeKind.Missed,
        "reauthorizationRequired" => RoomNoticeKind.ReauthorizationRequired,
        "subscriptionRemoved" => RoomNoticeKind.SubscriptionRemoved,
        _ => null,
    };

    static string? Text(JsonElement entry, string name) => entry.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
