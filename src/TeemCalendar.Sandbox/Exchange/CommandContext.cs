using TeemCalendar.Sandbox.SignIn;
using TeemCalendar.Sandbox.State;

namespace TeemCalendar.Sandbox.Exchange;

/// <summary>One run of a command: who runs it, with what, and what is to be said besides the rows.</summary>
internal sealed class CommandContext(SandboxTenant tenant, Caller caller, CommandDefinition command, Arguments arguments, string? anchor)
{
    internal SandboxTenant Tenant => tenant;
    internal TenantState State => tenant.State;
    internal Caller Caller => caller;
    internal CommandDefinition Command => command;
    internal Arguments Args => arguments;
    internal string? Anchor => anchor;
    internal List<string> Warnings { get; } = [];

    /// <summary>What the command will have changed once it has succeeded: Exchange saves an object as a whole, or not at all.</summary>
    internal List<Action> Changes { get; } = [];

    /// <summary>Notes a change, to be made when nothing else has failed.</summary>
    /// <returns>Whether it is one.</returns>
    internal bool Change<T>(T before, T after, Action<T> set)
    {
        if (EqualityComparer<T>.Default.Equals(before, after)) return false;
        Changes.Add(() => set(after));
        return true;
    }

    /// <summary>The parameters that say what to change, without those that say of what and how.</summary>
    internal IEnumerable<string> Settings => arguments.Names.Where(n => n is not ("Identity" or "Confirm" or "WhatIf" or "Force"));

    /// <summary>Seen: a command that changes nothing succeeds and says so.</summary>
    internal void WarnUnchanged(string identity) => Warnings.Add($"The command completed successfully but no settings of '{identity}' have been modified.");

    /// <summary>Documented: in an organization that was never customized, roles and scopes cannot be made. The exception's class is inferred.</summary>
    internal void RequireHydrated()
    {
        if (State.Organization.IsDehydrated)
            throw ExchangeFault.Failed("Microsoft.Exchange.Configuration.Tasks.InvalidOperationInDehydratedContextException",
                "The command you tried to run isn't currently allowed in your organization. To run this command, you first need to run the command: Enable-OrganizationCustomization.");
    }
}

/// <summary>The rows of an answer. A row is made only when its page is asked for.</summary>
internal static class Rows
{
    internal static readonly IReadOnlyList<Func<Row>> None = [];
    internal static IReadOnlyList<Func<Row>> One(Row row) => [() => row];
    internal static IReadOnlyList<Func<Row>> Of<T>(IEnumerable<T> items, Func<T, Row> row) => [.. items.Select(item => (Func<Row>)(() => row(item)))];
}
