using System.Collections;
using System.Management.Automation;
using System.Text.Json;
using TeemCalendar.Core;
using TeemCalendar.Core.Connection;
using TeemCalendar.Core.Exchange;

namespace TeemCalendar.Pipeline;

/// <summary>Exchange's commands in the session of whoever calls. It holds nothing of a session but its tenant.</summary>
/// <param name="tenantId">The tenant that the session has to be in; null on-premises.</param>
sealed class SessionExchange(Guid? tenantId) : IExchangeTransport
{
    /// <summary>A session runs one command after the other.</summary>
    public int Capacity => 1;

    /// <inheritdoc/>
    public async Task<ExchangeAnswer> InvokeAsync(ExchangeCommand command, CancellationToken cancel)
    {
        var rows = new List<JsonElement>();
        var outcome = await SessionRunner.Here.RunAsync(sessions => Find(sessions, command), Parameters(command.Parameters), row => rows.Add(SessionRow.Read(row, command.Select)), cancel).ConfigureAwait(false);
        // A listing goes on past what it cannot read.
        if (outcome.Errors.Count > 0 && !(command.ReadsOnly && rows.Count > 0))
            throw SessionErrors.Of(command, outcome.Errors[0]);
        List<string> warnings = [.. outcome.Warnings, .. outcome.Errors.Select(e => e.Exception.Message)];
        // Whoever runs Exchange's commands himself sees their warnings: here too, as our own.
        foreach (var warning in warnings)
            await AsyncPipeline.Here!.WriteWarningAsync($"{command.Name}{(command.Target is null ? "" : $" for {command.Target}")}: {warning}").ConfigureAwait(false);
        return new(rows, warnings);
    }

    CommandInfo Find(CallerSessions sessions, ExchangeCommand command)
    {
        var session = sessions.Exchange ?? throw new TeemException("ExchangeSessionGone", TeemErrorKind.SignInRefused, "This connection goes through a session of Exchange, and here is none.", command.Target,
            "Connect-ExchangeOnline again. Jobs and ForEach-Object -Parallel have no such session: there connect with a token of this module's own, as with -CertificateThumbprint.");
        if (session.TenantId != tenantId)
            throw session.TenantId is { } there && tenantId is { } here ? CallerSession<IExchangeTransport>.Elsewhere("Exchange", there, here)
                : new TeemException("TenantsDiffer", TeemErrorKind.Conflict, $"The session of Exchange is {(session.TenantId is null ? "on-premises" : "online")} now, and this connection was made over the other.", command.Target, "Run Connect-TeemTenant again.");
        return session.Find(command.Name) ?? throw SessionErrors.NotAllowed(command);
    }

    static Hashtable Parameters(IReadOnlyDictionary<string, object?> parameters)
    {
        var all = new Hashtable(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in parameters)
            all[name] = Parameter(value);
        return all;
    }

    // A list to add to or to remove from is a hash table, as at the prompt; the REST wants its type beside it, a command does not.
    static object? Parameter(object? value) => value switch
    {
        string => value,
        IDictionary map => Changes(map),
        IReadOnlyDictionary<string, object?> map => Changes(map.ToDictionary()),
        IEnumerable list => list.Cast<object?>().Select(Parameter).ToArray(),
        _ => value,
    };

    static Hashtable Changes(IDictionary map)
    {
        var changes = new Hashtable(StringComparer.OrdinalIgnoreCase);
        foreach (DictionaryEntry entry in map)
            if (entry.Key is string name && !name.StartsWith("@odata", StringComparison.Ordinal))
                changes[name] = Parameter(entry.Value);
        return changes;
    }
}
