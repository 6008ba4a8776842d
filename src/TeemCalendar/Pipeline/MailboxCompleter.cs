using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using TeemCalendar.Core.Connection;

namespace TeemCalendar.Pipeline;

/// <summary>Completes <c>-Mailbox</c> with the registered room calendars, by address or by name.</summary>
sealed class MailboxCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        var word = wordToComplete.Trim('\'', '"');
        return from calendar in RegisteredCalendars(fakeBoundParameters)
               where calendar.Mailbox.StartsWith(word, StringComparison.OrdinalIgnoreCase) || calendar.DisplayName.Contains(word, StringComparison.CurrentCultureIgnoreCase)
               orderby calendar.Mailbox
               select new CompletionResult(calendar.Mailbox, calendar.Mailbox, CompletionResultType.ParameterValue, calendar.DisplayName);
    }

    // Whoever presses Tab asked for no error: without a connection there is nothing to offer.
    static IReadOnlyList<RoomCalendar> RegisteredCalendars(IDictionary bound) =>
        (bound["Connection"] as TenantConnection ?? TeemSession.Here.Current) is Tenant { IsConnected: true } tenant ? tenant.Store.GetCalendars() : [];
}
