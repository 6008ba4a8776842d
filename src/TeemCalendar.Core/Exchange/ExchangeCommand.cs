using System.Text.Json;

namespace TeemCalendar.Core.Exchange;

/// <summary>One Exchange command as data, before anyone decided how it is sent.</summary>
/// <param name="Name">As in <c>Get-Mailbox</c>.</param>
/// <param name="Parameters">By Exchange's own names; a list is a multivalued parameter, true is a switch.</param>
/// <param name="Mailbox">The mailbox whose server has to run it; commands that open a mailbox fail elsewhere. Null for the organization's.</param>
internal sealed record ExchangeCommand(string Name, IReadOnlyDictionary<string, object?> Parameters, string? Mailbox = null)
{
    internal ExchangeCommand(string name, params (string Name, object? Value)[] parameters)
        : this(name, parameters.Where(p => p.Value is not null).ToDictionary(p => p.Name, p => p.Value)) { }

    /// <summary>The properties of the answer that are wanted; empty for all.</summary>
    internal IReadOnlyList<string> Select { get; init; } = [];

    /// <summary>True for the verbs that change nothing.</summary>
    internal bool ReadsOnly => Name.StartsWith("Get-", StringComparison.Ordinal) || Name.StartsWith("Test-", StringComparison.Ordinal);

    /// <summary>Whom it is about, for messages.</summary>
    internal string? Target => Mailbox ?? new[] { "Member", "Identity", "PrimarySmtpAddress", "Name", "DisplayName" }.Select(name => Parameters.GetValueOrDefault(name)?.ToString()).FirstOrDefault(text => text is not null);
}

/// <summary>What a command answered.</summary>
/// <param name="Rows">The objects.</param>
/// <param name="Warnings">Exchange's warnings: often the only sign that nothing was changed.</param>
internal sealed record ExchangeAnswer(IReadOnlyList<JsonElement> Rows, IReadOnlyList<string> Warnings);

/// <summary>Runs Exchange commands, by whatever way.</summary>
internal interface IExchangeTransport
{
    /// <summary>Runs one command; calls that wait at the same time may share a request.</summary>
    /// <exception cref="ExchangeException">Exchange refused it.</exception>
    Task<ExchangeAnswer> InvokeAsync(ExchangeCommand command, CancellationToken cancel);

    /// <summary>How many commands are worth having under way at once.</summary>
    int Capacity { get; }
}

/// <summary>Reads properties of Exchange's rows, whose sizes, enums and durations come as text.</summary>
internal static class ExchangeRow
{
    internal static string? Text(this JsonElement row, string property) => row.TryGetProperty(property, out var value) ? value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.True => "True",
        JsonValueKind.False => "False",
        JsonValueKind.Number => value.GetRawText(),
        _ => null,
    } : null;

    internal static bool? Flag(this JsonElement row, string property) => bool.TryParse(row.Text(property), out var flag) ? flag : null;

    internal static int? Number(this JsonElement row, string property) =>
        int.TryParse(row.Text(property), System.Globalization.CultureInfo.InvariantCulture, out var number) ? number : null;

    internal static Guid? Id(this JsonElement row, string property) => Guid.TryParse(row.Text(property), out var id) ? id : null;

    internal static DateTimeOffset? Time(this JsonElement row, string property) =>
        DateTimeOffset.TryParse(row.Text(property), System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.AssumeUniversal, out var time) ? time.ToUniversalTime() : null;

    internal static IReadOnlyList<string> List(this JsonElement row, string property) =>
        row.TryGetProperty(property, out var value) && value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray().Select(v => v.ToString())]
        : row.Text(property) is { Length: > 0 } one ? [one] : [];
}
