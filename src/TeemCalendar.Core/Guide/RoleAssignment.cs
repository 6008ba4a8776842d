using System.Text.Json;
using TeemCalendar.Core.Connection;
using TeemCalendar.Core.Exchange;

namespace TeemCalendar.Core.Guide;

/// <summary>One role for somebody on some mailboxes.</summary>
/// <param name="Name">The assignment's name.</param>
/// <param name="Role">Exchange's role.</param>
/// <param name="Assignee">Who has it: of an application the id that Exchange knows it by.</param>
/// <param name="AssigneeType">ServicePrincipal, User, RoleGroup ...</param>
/// <param name="Scope">Where it holds.</param>
/// <param name="Enabled">False when it is switched off.</param>
/// <param name="CreatedAt">When it was made (UTC).</param>
internal sealed record RoleAssignment(string Name, string Role, string Assignee, string AssigneeType, MailboxScope Scope, bool Enabled, DateTimeOffset? CreatedAt)
{
    /// <summary>What this module calls the assignment of a role. Exchange takes 64 characters; the role at the end is never cut, so that two roles of one assignee have two names.</summary>
    internal static string NameOf(string assignee, string role)
    {
        var end = role.StartsWith("Application ", StringComparison.Ordinal) ? role["Application ".Length..] : role;
        return $"{assignee[..Math.Min(assignee.Length, 63 - end.Length)]}-{end}";
    }

    /// <summary>The assignee's name, without where he is in the directory.</summary>
    internal string? AssigneeName { get; init; }

    internal bool IsOf(Guid principal) => Assignee.Equals(principal.ToString(), StringComparison.OrdinalIgnoreCase);

    /// <summary>Every assignment of the organization.</summary>
    /// <param name="tenant">The connection.</param>
    /// <param name="scopes">The management scopes, of which assignments have only the names.</param>
    /// <param name="cancel">Ends it.</param>
    internal static async Task<IReadOnlyList<RoleAssignment>> ReadAsync(Tenant tenant, IReadOnlyDictionary<string, string> scopes, CancellationToken cancel) =>
        [.. (await tenant.Exchange.InvokeAsync(AccessCommands.GetAssignments(), cancel).ConfigureAwait(false)).Rows.Where(IsRegular).Select(row => Of(row, scopes))];

    /// <summary>What a person has, by himself and by role groups, or what a role group has.</summary>
    /// <exception cref="ExchangeException">Nobody is called so.</exception>
    internal static async Task<IReadOnlyList<RoleAssignment>> OfAsync(Tenant tenant, string assignee, IReadOnlyDictionary<string, string> scopes, CancellationToken cancel) =>
        [.. (await tenant.Exchange.InvokeAsync(AccessCommands.GetAssignmentsOf(assignee), cancel).ConfigureAwait(false)).Rows.Where(IsRegular).Select(row => Of(row, scopes))];

    // Who may only hand a role on, as Organization Management may every role, does not have it.
    static bool IsRegular(JsonElement row) => row.Text("RoleAssignmentDelegationType")?.StartsWith("Delegating", StringComparison.OrdinalIgnoreCase) != true;

    static RoleAssignment Of(JsonElement row, IReadOnlyDictionary<string, string> scopes)
    {
        var custom = NullIfEmpty(row.Text("CustomResourceScope")) ?? NullIfEmpty(row.Text("CustomRecipientWriteScope"));
        var scope = row.Text("RecipientWriteScope") switch
        {
            "AdministrativeUnit" => new MailboxScope(ScopeKind.AdministrativeUnit, custom),
            "Group" => new MailboxScope(ScopeKind.Group, custom),
            _ => custom is null ? new MailboxScope(ScopeKind.Organization, null) : new MailboxScope(ScopeKind.Filter, custom) { Filter = scopes.GetValueOrDefault(custom) },
        };
        return new(row.Text("Name") ?? "", row.Text("Role") ?? "", row.Text("RoleAssignee") ?? row.Text("RoleAssigneeName") ?? "", row.Text("RoleAssigneeType") ?? "", scope, row.Flag("Enabled") != false,
            row.Time("WhenCreatedUTC") ?? row.Time("WhenCreated")) { AssigneeName = row.Text("RoleAssigneeName") };
    }

    /// <summary>The management scopes' filters, by name.</summary>
    internal static async Task<IReadOnlyDictionary<string, string>> ScopesAsync(Tenant tenant, CancellationToken cancel)
    {
        var scopes = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var row in (await tenant.Exchange.InvokeAsync(AccessCommands.GetScopes(), cancel).ConfigureAwait(false)).Rows)
            scopes[row.Text("Name") ?? ""] = row.Text("RecipientFilter") ?? row.Text("RecipientRestrictionFilter") ?? "";
        return scopes;
    }

    /// <summary>The assignments of one application with the units and groups that limit them, which Exchange names only where it is asked what the application may do.</summary>
    internal static async Task<IReadOnlyList<RoleAssignment>> WithScopeNamesAsync(Tenant tenant, Guid principal, IReadOnlyList<RoleAssignment> assignments, CancellationToken cancel)
    {
        var his = assignments.Where(a => a.IsOf(principal)).ToList();
        if (!his.Exists(IsNameless)) return his;
        var told = (await tenant.Exchange.InvokeAsync(AccessCommands.GetAuthorization(principal), cancel).ConfigureAwait(false)).Rows
            .ToLookup(r => (r.Text("RoleName"), r.Text("ScopeType")), r => r.Text("AllowedResourceScope"));
        // Two of one role and kind cannot be told apart, and stay without a name.
        return his.ConvertAll(a => IsNameless(a) && told[(a.Role, a.Scope.Kind.ToString())].Distinct().ToList() is [{ Length: > 0 } name] ? a with { Scope = a.Scope with { Name = name } } : a);
    }

    static bool IsNameless(RoleAssignment assignment) => assignment.Scope is { Kind: ScopeKind.AdministrativeUnit or ScopeKind.Group, Name: null };

    static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
